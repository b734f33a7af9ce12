#include "apps/studies/stream/live_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "apps/studies/compare/solver_cost.hpp"
#include "apps/studies/stream/stream_report.hpp"
#include "apps/theory/interval.hpp"
#include "detector/registry.hpp"

namespace ohmimo::stream_study {

using stream::Accounts;
using stream::AntennaAccount;
using stream::DetectionTotals;
using stream::LiveCurve;
using stream::LiveState;
using stream::ReceiverState;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : unknown;
}

// The bottom-up model's energy of a vector after so many cycles as `ohmimo compare` has it: over Rayleigh channels
// known to the receiver, a matrix serving 168 vectors.
double energy_nj(const Run& run, int cycle) {
  compare::CompareConfig config;
  config.system = run.asked;
  config.system.detector.names = {"rram-mmse"};
  config.system.channel = {};
  config.system.slot = {};
  config.system.csi = {};
  config.system.solver.cycles = {cycle};
  const compare::SolverCosts costs = compare::solver_costs(compare::checked(config));
  return 1e-3 * costs.models.back().cost.pJ_per_vector(config.n_reuse);
}

stream::LiveDetector live_detector(std::string_view name, const std::vector<int>& cycles) {
  return {std::string(name), std::string(name), is_analogue(name) ? cycles : std::vector<int>{}};
}

stream::LiveHistogram live_histogram(const stream::LlrHistogram& llr) {
  stream::LiveHistogram live;
  for (int k = 0; k <= stream::LlrHistogram::n_bin; ++k)
    live.edges.push_back(stream::LlrHistogram::lowest + k * stream::LlrHistogram::step);
  live.counts.emplace_back(llr.counts.begin(), llr.counts.end());
  return live;
}

// Of what was counted after before; of all where nothing was.
stream::UserQuality since(const stream::UserQuality& now, const stream::UserQuality& before) {
  if (now.n_symbol <= before.n_symbol) return now;
  stream::UserQuality recent = now;
  recent.error_power -= before.error_power;
  recent.n_symbol -= before.n_symbol;
  return recent;
}

}  // namespace

LiveView::LiveView(const Run& run, const stream::StreamShape& shape, const stream::LivePageOptions& options)
    : run_(run), shape_(shape), page_(options) {
  described_.control = options.control;
  describe(run);
}

void LiveView::describe(const Run& run) {
  const Config& config = run.config;
  described_.title = fmt::format("{}x{} {} over {}", config.link.n_rx, config.link.n_user, config.link.modulation,
                                 config.channel.model);
  described_.n_rx = config.link.n_rx;
  described_.n_user = config.link.n_user;
  described_.modulation = config.link.modulation;
  described_.snr_db = run.snr_db.front();
  described_.channel = config.channel.model;
  described_.csi = config.csi.model;
  described_.format = config.slot.fronthaul;
  described_.version = run.id.version;
  described_.seed = run.id.seed;
  described_.config_hash = fmt::format("{:016x}", run.id.config_hash);
  described_.ideal = run.link.constellation.points;
  described_.detectors.clear();
  for (const std::string& name : config.detector.names)
    described_.detectors.push_back(live_detector(name, config.solver.cycles));
  described_.available.clear();
  for (const std::string_view name : detector_names())
    if (!detector_row(name).needs_users_le_rx || config.link.n_user <= config.link.n_rx)
      described_.available.push_back(live_detector(name, config.solver.cycles));
  energy_nj_.clear();
  for (const CurveId& curve : run.curves)
    if (curve.cycle > 0) energy_nj_[{curve.detector, curve.cycle}] = energy_nj(run, curve.cycle);
}

void LiveView::look(const ReceiverState& state, stream::DetectionCrew& crew) {
  while (const auto request = page_.take_request()) use(*request, crew);
  page_.publish(to_json(live_state(state, crew.totals())));
}

void LiveView::end(const ReceiverState& state, const DetectionTotals& totals) {
  LiveState last = live_state(state, totals);
  last.ended = true;
  page_.publish(to_json(last));
}

// What cannot be run is answered with the rule that it breaks.
void LiveView::use(const stream::ControlRequest& request, stream::DetectionCrew& crew) {
  try {
    Config config = run_.asked;
    config.detector.names = request.detectors;
    if (!request.cycles.empty()) config.solver.cycles = request.cycles;
    check(config);
    run_ = make_run(config);
    for (DetectorConfig& detector : run_.link.detectors) detector.output = Output::x_and_var;
    crew.use(run_.link.detectors);
    describe(run_);
    before_.clear();
    notice_ = fmt::format("now detecting with {}", fmt::join(request.detectors, ", "));
  } catch (const std::exception& error) {
    notice_ = fmt::format("refused: {}", error.what());
  }
}

LiveState LiveView::live_state(const ReceiverState& state, const DetectionTotals& totals) {
  const Clock::time_point now = Clock::now();
  if (before_.empty()) before_.push_back({now, {}, totals});
  while (before_.size() > 1 && now - before_[1].time > std::chrono::seconds(1)) before_.pop_front();
  const Before& before = before_.front();
  const double seconds = std::chrono::duration<double>(now - before.time).count();
  const Accounts &a = state.accounts, &then = before.state.accounts;

  LiveState live;
  live.run = described_;
  live.time_s = std::chrono::duration<double>(now - start_).count();
  live.notice = notice_;
  live.slots = {a.complete + a.incomplete, a.skipped, a.missed, a.incomplete};
  live.real_time_factor = ratio(state.on_air_s - before.state.on_air_s, seconds);
  const double headers = 28.0 * static_cast<double>(a.datagrams - then.datagrams);
  live.rate_mbps = ratio(8e-6 * (static_cast<double>(a.bytes - then.bytes) + headers), seconds);
  live.packets_per_s = ratio(static_cast<double>(a.datagrams - then.datagrams), seconds);
  const AntennaAccount sum = a.all_antennas();
  live.packets = {sum.received,  sum.lost,        sum.late,  sum.duplicate,
                  sum.reordered, a.n_malformed(), a.foreign, a.kernel_drops};
  for (std::size_t rx = 0; rx < a.antennas.size(); ++rx)
    live.flows.push_back({shape_.first_eaxc + static_cast<int>(rx), a.antennas[rx].received, a.antennas[rx].lost});
  const stream::LatencyHistogram latency = totals.latency.since(before.totals.latency);
  live.latency = {latency.percentile_us(0.5), latency.percentile_us(0.99), latency.percentile_us(0.999),
                  latency.longest_us()};
  add_curves(totals, before, live);
  before_.push_back({now, state, totals});
  return live;
}

void LiveView::add_curves(const DetectionTotals& totals, const Before& before, LiveState& live) const {
  const bool same = before.totals.curves.size() == totals.curves.size();
  for (std::size_t k = 0; k < totals.curves.size(); ++k) {
    const CurveId& id = totals.curves[k];
    const ErrorCount& count = totals.count.counts[k];
    LiveCurve curve;
    curve.detector = id.detector;
    curve.cycle = id.cycle;
    curve.bits = count.bits;
    curve.bit_errors = count.bit_errors;
    curve.ber = curve.ber_low = curve.ber_high = curve.recent_ber = unknown;
    if (count.bits > 0) {
      const BerInterval interval = ber_interval(count, 0.95, {});
      curve.ber = interval.ber;
      curve.ber_low = interval.low;
      curve.ber_high = interval.high;
    }
    if (same) {
      const ErrorCount& then = before.totals.count.counts[k];
      curve.recent_ber =
          ratio(static_cast<double>(count.bit_errors - then.bit_errors), static_cast<double>(count.bits - then.bits));
      for (std::size_t user = 0; user < totals.quality.n_user(); ++user)
        curve.evm_percent.push_back(100 * since(totals.quality.of(k, user), before.totals.quality.of(k, user)).evm());
      curve.evm_db = 20 * std::log10(since(totals.quality.of_curve(k), before.totals.quality.of_curve(k)).evm());
    }
    if (const auto energy = energy_nj_.find({id.detector, id.cycle}); energy != energy_nj_.end())
      curve.energy_nj = energy->second;
    curve.llr = live_histogram(totals.quality.of_curve(k).llr);
    for (std::size_t user = 0; user < totals.quality.n_user(); ++user)
      curve.points.push_back(totals.quality.points(k, user));
    live.curves.push_back(std::move(curve));
  }
}

}  // namespace ohmimo::stream_study
