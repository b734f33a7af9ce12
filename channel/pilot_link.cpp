#include "channel/pilot_link.hpp"

#include <algorithm>
#include <cmath>

#include "phy/simd/kernels.hpp"

namespace ohmimo {
namespace {

constexpr std::size_t piece = 4 * n_lane;  // subcarriers at a time

void add_noise(RngStream& stream, double noise_var, std::span<std::complex<float>> y) {
  const float sigma = static_cast<float>(std::sqrt(noise_var / 2));
  std::array<float, 1024> noise;
  for (std::size_t done = 0; done < y.size(); done += noise.size() / 2) {
    stream.fill_normal(noise, sigma);
    const std::size_t n = std::min(noise.size() / 2, y.size() - done);
    for (std::size_t k = 0; k < n; ++k) y[done + k] += std::complex<float>(noise[2 * k], noise[2 * k + 1]);
  }
}

}  // namespace

PilotLink::PilotLink(const SlotConfig& slot, EstimatorKind kind, int n_user)
    : pilots_(slot.grid, slot.pilots, n_user),
      estimator_(pilots_, kind, slot.robust_doppler_hz),
      axis_{slot.grid.frequency_hz(0), slot.grid.scs_khz * 1e3, static_cast<std::size_t>(slot.grid.n_subcarrier())} {}

void PilotLink::send(const FrameId& id, const PathSet& paths, double noise_var) {
  const std::size_t n_pilot = pilots_.symbols().size();
  response_.prepare(paths, axis_);
  received_.resize(n_pilot, axis_.count, paths.n_rx);
  for (std::size_t pilot = 0; pilot < n_pilot; ++pilot) {
    for (std::size_t first = 0; first < axis_.count; first += piece)
      send_piece(pilot, first, std::min(piece, axis_.count - first), paths);
    RngStream noise(id, Purpose::csi, static_cast<std::uint32_t>(pilot));
    add_noise(noise, noise_var, {received_.at(pilot, 0), axis_.count * paths.n_rx});
  }
}

void PilotLink::listen(const PathSet& paths, double noise_var) {
  estimator_.receive(received_, noise_var, {paths.n_user, paths.n_path, paths.delay_s, paths.power, paths.doppler_hz});
}

// y = H x on n subcarriers of a pilot symbol.
void PilotLink::send_piece(std::size_t pilot, std::size_t first, std::size_t n, const PathSet& paths) {
  const int symbol = pilots_.symbols()[pilot];
  h_.resize(n, paths.n_rx, paths.n_user);
  x_.resize(n, paths.n_user, 1);
  y_.resize(n, paths.n_rx, 1);
  response_.evaluate(paths, static_cast<std::size_t>(symbol), first, h_);
  for (std::size_t c = 0; c < n; ++c)
    for (std::size_t u = 0; u < paths.n_user; ++u)
      x_.set(c, u, 0, pilots_.value(static_cast<int>(u), symbol, static_cast<int>(first + c)));
  for (std::size_t b = 0; b < h_.n_block(); ++b)
    simd::kernels().multiply(h_.block(b), x_.block(b), {paths.n_rx, paths.n_user, 1}, y_.block(b));
  for (std::size_t c = 0; c < n; ++c)
    for (std::size_t rx = 0; rx < paths.n_rx; ++rx) received_.at(pilot, first + c)[rx] = y_.get(c, rx, 0);
}

}  // namespace ohmimo
