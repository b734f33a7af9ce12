#include "apps/studies/sweep/unit_size.hpp"

#include <algorithm>

#include "detector/registry.hpp"

namespace ohmimo::sweep {
namespace {

struct FrameShape {
  double channels, vectors;
};

FrameShape frame_shape(const Run& run) {
  const UplinkConfig& uplink = run.link.uplink;
  if (uplink.slot) {
    const double vectors = 12.0 * 14.0 * uplink.slot->grid.n_prb;
    return {vectors, vectors};
  }
  const double channels = uplink.n_channel > 0 ? uplink.n_channel : choose_channels_per_frame(uplink);
  return {channels, channels * uplink.n_vector};
}

// Nanoseconds of a frame, roughly: products of the channel and of the vectors, and for each analogue detector the
// programming of a channel and the cycles of a vector.
double nominal_ns(const Run& run) {
  const auto [channels, vectors] = frame_shape(run);
  const double rx = run.shape.n_rx, users = run.shape.n_user;
  double ns = channels * 0.05 * rx * users * users + vectors * 0.3 * rx * users;
  if (run.link.uplink.slot) ns += channels * 4.0 * rx * users;
  for (const DetectorConfig& detector : run.link.detectors) {
    ns += vectors * 2.0 * users * users;
    if (is_analogue(detector.name))
      ns += channels * 200.0 * users * users + vectors * 100.0 * users * detector.cycles.back();
  }
  return ns;
}

}  // namespace

std::uint32_t unit_frames(const Run& run) {
  constexpr double unit_ns = 1e8;
  return static_cast<std::uint32_t>(std::clamp(unit_ns / nominal_ns(run), 1.0, 65536.0));
}

double bits_per_frame(const Run& run) {
  if (run.block)
    return run.link.uplink.slot ? run.shape.n_user
                                : 1.0 * run.link.uplink.n_channel / run.link.code->n_channel * run.shape.n_user;
  return frame_shape(run).vectors * run.shape.n_user * run.shape.bits_per_symbol;
}

}  // namespace ohmimo::sweep
