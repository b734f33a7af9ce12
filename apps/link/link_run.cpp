#include "apps/link/link_run.hpp"

#include <algorithm>

#include "apps/link/frame_order.hpp"
#include "apps/link/workers.hpp"

namespace ohmimo {

std::vector<CurveId> curves_of(const LinkConfig& config) {
  std::vector<CurveId> curves;
  for (const DetectorConfig& detector : config.detectors) {
    if (is_analogue(detector.name))
      for (int cycle : detector.cycles) curves.push_back({detector.name, cycle});
    else
      curves.push_back({detector.name, 0});
  }
  return curves;
}

int choose_channels_per_frame(const UplinkConfig& uplink, int block_channels) {
  if (uplink.fixed_channel) return 1;
  const int n_row = uplink.exact_statistics ? uplink.n_user : uplink.n_rx;
  const double block_bytes = 8.0 * n_lane * n_row * (uplink.n_user + uplink.n_vector);
  const int n_channel = static_cast<int>(n_lane) * std::clamp(static_cast<int>(256 * 1024 / block_bytes), 1, 16);
  return block_channels * std::max(1, n_channel / block_channels);
}

std::string_view stop_reason_name(StopReason reason) {
  switch (reason) {
    case StopReason::errors:
      return "errors";
    case StopReason::bits:
      return "bits";
    case StopReason::frames:
      return "frames";
    case StopReason::time:
      return "time";
    case StopReason::interrupted:
      return "interrupted";
  }
  return "unknown";
}

PointResult run_point(const LinkConfig& config, const LinkPoint& point, const StopRule& stop,
                      const RunControl& control) {
  const std::size_t n_curve = curves_of(config).size();
  FrameOrder order({n_curve, config.per_user ? n_curve * static_cast<std::size_t>(config.uplink.n_user) : 0,
                    config.detectors.size(), config.code.has_value()},
                   stop, control);
  const auto work = [&] {
    try {
      LinkFrame frame(config);
      while (FrameChunk* chunk = order.take()) {
        for (std::uint32_t k = 0; k < chunk->size && !order.done(); ++k)
          frame.run({point.seed, point.index, chunk->first + k}, point.noise_var, chunk->counts[k]);
        order.give(*chunk);
      }
    } catch (...) {
      order.fail(std::current_exception());
    }
    order.worker_ended();
  };
  std::vector<std::jthread> threads = start_workers(control.threads, work);
  order.wait();
  threads.clear();
  return order.finish();
}

}  // namespace ohmimo
