#include "channel/response.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "phy/simd/isa.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo {
namespace {

// exp(-j 2 pi f tau)
std::complex<double> phase_of(double frequency_hz, double delay_s) {
  return std::polar(1.0, -2.0 * std::numbers::pi * frequency_hz * delay_s);
}

void put(std::complex<double> value, float* re, float* im) {
  *re = static_cast<float>(value.real());
  *im = static_cast<float>(value.imag());
}

}  // namespace

void FrequencyResponse::prepare(const PathSet& paths, const FrequencyAxis& axis) {
  axis_ = axis;
  if (paths.sampled_hz > 0.0) return;
  const std::size_t n = paths.delay_s.size(), n_block = (axis.count + n_lane - 1) / n_lane;
  lane_phase_.resize(n * entry_size);
  turn_.resize(n_block * n * 2);
  phase_.resize(paths.n_path * entry_size);
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t lane = 0; lane < n_lane; ++lane)
      put(phase_of(static_cast<double>(lane) * axis.step_hz, paths.delay_s[p]), &lane_phase_[p * entry_size + lane],
          &lane_phase_[p * entry_size + n_lane + lane]);
    for (std::size_t b = 0; b < n_block; ++b) {
      float* turn = &turn_[(b * n + p) * 2];
      put(phase_of(axis.at(b * n_lane), paths.delay_s[p]), turn, turn + 1);
    }
  }
}

void FrequencyResponse::evaluate(const PathSet& paths, std::size_t time, std::size_t first, MatrixBatch& h) {
  if (paths.sampled_hz > 0.0) return look_up(paths, time, first, h);
  const simd::Kernels& kernels = simd::kernels();
  const std::size_t n = paths.delay_s.size();
  for (std::size_t b = 0; b < h.n_block(); ++b) {
    const BlockView block = h.block(b);
    const float* turn = turn_.data() + (first / n_lane + b) * n * 2;
    for (std::size_t u = 0; u < paths.n_user; ++u) {
      const std::size_t row = paths.row(u, 0);
      kernels.turn_phases(lane_phase_.data() + row * entry_size, turn + row * 2, paths.n_path, phase_.data());
      const float* gain = reinterpret_cast<const float*>(paths.gains(time, u, 0).data());
      kernels.path_response({gain, phase_.data(), paths.n_path, paths.n_rx}, block.data + u * entry_size, block.stride);
    }
  }
}

void FrequencyResponse::look_up(const PathSet& paths, std::size_t time, std::size_t first, MatrixBatch& h) const {
  const auto last = static_cast<long>(paths.n_path) - 1;
  for (std::size_t c = 0; c < h.n_channel(); ++c) {
    const long steps = std::lround(axis_.at(first + c) / paths.sampled_hz);
    const long k = std::clamp(static_cast<long>(paths.n_path / 2) + steps, 0L, last);  // lanes beyond the axis
    for (std::size_t u = 0; u < paths.n_user; ++u) {
      const std::span<const std::complex<float>> gains = paths.gains(time, u, static_cast<std::size_t>(k));
      for (std::size_t rx = 0; rx < paths.n_rx; ++rx) h.set(c, rx, u, gains[rx]);
    }
  }
}

}  // namespace ohmimo
