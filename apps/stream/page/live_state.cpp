#include "apps/stream/page/live_state.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ohmimo::stream {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

int hundredths(float value) {
  return static_cast<int>(std::lround(100.0F * std::clamp(value, -10.0F, 10.0F)));
}

// Points that are not finite are left out.
Json flat(const std::vector<std::complex<float>>& points) {
  Json list = Json::array();
  for (const std::complex<float>& point : points) {
    if (!std::isfinite(point.real()) || !std::isfinite(point.imag())) continue;
    list.push_back(hundredths(point.real()));
    list.push_back(hundredths(point.imag()));
  }
  return list;
}

Json json_of(const std::vector<LiveDetector>& detectors) {
  Json list = Json::array();
  for (const LiveDetector& detector : detectors) {
    list.push_back({{"name", detector.name}, {"label", detector.label}, {"cycles", detector.cycles}});
  }
  return list;
}

Json json_of(const LiveRun& run) {
  return {{"title", run.title},
          {"n_rx", run.n_rx},
          {"n_user", run.n_user},
          {"modulation", run.modulation},
          {"snr_db", or_null(run.snr_db)},
          {"channel", run.channel},
          {"csi", run.csi},
          {"format", run.format},
          {"version", run.version},
          {"seed", std::to_string(run.seed)},  // JavaScript rounds whole numbers above 2^53
          {"config_hash", run.config_hash},
          {"control", run.control},
          {"detectors", json_of(run.detectors)},
          {"available", json_of(run.available)},
          {"ideal", flat(run.ideal)}};
}

Json json_of(const LivePackets& packets) {
  return {{"received", packets.received},   {"lost", packets.lost},
          {"late", packets.late},           {"duplicate", packets.duplicate},
          {"reordered", packets.reordered}, {"malformed", packets.malformed},
          {"foreign", packets.foreign},     {"kernel_drops", packets.kernel_drops}};
}

Json json_of(const std::vector<LiveFlow>& flows) {
  Json list = Json::array();
  for (const LiveFlow& flow : flows) {
    list.push_back({{"eaxc", flow.eaxc}, {"received", flow.received}, {"lost", flow.lost}});
  }
  return list;
}

Json json_of(const LiveCurve& curve) {
  Json points = Json::array();
  for (const auto& user : curve.points) points.push_back(flat(user));
  return {{"detector", curve.detector},
          {"cycle", curve.cycle},
          {"bits", curve.bits},
          {"bit_errors", curve.bit_errors},
          {"ber", curve.ber},
          {"ber_low", curve.ber_low},
          {"ber_high", curve.ber_high},
          {"recent_ber", curve.recent_ber},
          {"evm_percent", curve.evm_percent},
          {"evm_db", curve.evm_db},
          {"energy_nj", or_null(curve.energy_nj)},
          {"llr", {{"edges", curve.llr.edges}, {"counts", curve.llr.counts}}},
          {"points", std::move(points)}};
}

}  // namespace

std::string to_json(const LiveState& state) {
  const LiveSlots& slots = state.slots;
  const LiveLatency& latency = state.latency;
  Json curves = Json::array();
  for (const LiveCurve& curve : state.curves) curves.push_back(json_of(curve));
  const Json json = {
      {"run", json_of(state.run)},
      {"time_s", state.time_s},
      {"ended", state.ended},
      {"notice", state.notice},
      {"slots",
       {{"done", slots.done}, {"skipped", slots.skipped}, {"missed", slots.missed}, {"incomplete", slots.incomplete}}},
      {"real_time_factor", state.real_time_factor},
      {"rate_mbps", state.rate_mbps},
      {"packets_per_s", state.packets_per_s},
      {"packets", json_of(state.packets)},
      {"flows", json_of(state.flows)},
      {"latency",
       {{"p50_us", latency.p50_us},
        {"p99_us", latency.p99_us},
        {"p999_us", latency.p999_us},
        {"max_us", latency.max_us}}},
      {"curves", std::move(curves)}};
  // Text that is no UTF-8, of a configuration for example, is shown with replacement characters.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ohmimo::stream
