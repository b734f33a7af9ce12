#include "channel/plane_waves.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "phy/simd/isa.hpp"

namespace ohmimo {
namespace {

// sum[i] += wave turn^i for n antennas; the wave moves on from antenna to antenna.
[[gnu::always_inline]] inline void add_wave(const PlaneWaveSum::Entry& first, const PlaneWaveSum::Entry& turn,
                                            std::size_t n, PlaneWaveSum::Entry* sum) {
  PlaneWaveSum::Entry wave = first;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < n_lane; ++k) {
      sum[i].re[k] += wave.re[k];
      sum[i].im[k] += wave.im[k];
      const double re = wave.re[k] * turn.re[k] - wave.im[k] * turn.im[k];
      wave.im[k] = wave.re[k] * turn.im[k] + wave.im[k] * turn.re[k];
      wave.re[k] = re;
    }
}

float* column(BlockView h, std::size_t row, std::size_t user) {
  return h.data + row * h.stride + user * 2 * n_lane;
}

}  // namespace

void PlaneWaveSum::clear() {
  std::ranges::fill(sum_, Entry());
}

void PlaneWaveSum::add(const PlaneWave& wave) {
  Entry turn;
  for (std::size_t k = 0; k < n_lane; ++k) {
    turn.re[k] = std::cos(std::numbers::pi * wave.sine[k]);
    turn.im[k] = std::sin(std::numbers::pi * wave.sine[k]);
  }
  simd::run_by_isa<add_wave>({wave.re, wave.im}, turn, sum_.size(), sum_.data());
}

void PlaneWaveSum::add_to(BlockView h, std::size_t user) const {
  for (std::size_t i = 0; i < sum_.size(); ++i) {
    float* entry = column(h, i, user);
    for (std::size_t k = 0; k < n_lane; ++k) {
      entry[k] += static_cast<float>(sum_[i].re[k]);
      entry[n_lane + k] += static_cast<float>(sum_[i].im[k]);
    }
  }
}

void PlaneWaveSum::write_to(BlockView h, std::size_t user) const {
  for (std::size_t i = 0; i < sum_.size(); ++i) std::fill_n(column(h, i, user), 2 * n_lane, 0.f);
  add_to(h, user);
}

Lanes sector_angles(RngStream& stream, double sector_deg) {
  Lanes angle;
  for (double& a : angle) a = (stream.uniform() - 0.5) * sector_deg * std::numbers::pi / 180.0;
  return angle;
}

}  // namespace ohmimo
