#include "channel/tr38901/rayleigh_tap.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "phy/simd/isa.hpp"

namespace ohmimo {
namespace {

struct WaveSum {
  const float* amplitude;  // [wave][block][re|im][16]
  std::size_t n_wave, n_block;
  const float *re, *im;  // phasor of each wave
  float* sum;            // [block][re|im][16]
};

[[gnu::always_inline]] inline void add_waves(const WaveSum& in) {
  for (std::size_t b = 0; b < in.n_block; ++b) {
    float re[n_lane] = {}, im[n_lane] = {};
    for (std::size_t n = 0; n < in.n_wave; ++n) {
      const float* c = in.amplitude + (n * in.n_block + b) * entry_size;
      const float x = in.re[n], y = in.im[n];
      for (std::size_t k = 0; k < n_lane; ++k) {
        re[k] += c[k] * x - c[n_lane + k] * y;
        im[k] += c[k] * y + c[n_lane + k] * x;
      }
    }
    std::copy_n(re, n_lane, in.sum + b * entry_size);
    std::copy_n(im, n_lane, in.sum + b * entry_size + n_lane);
  }
}

struct RootProduct {
  const float* root;  // [block][column][16], zero above the diagonal
  std::size_t n_rx, n_block;
  const float* in;  // [block][re|im][16]
  float* out;
};

[[gnu::always_inline]] inline void multiply_root(const RootProduct& p) {
  for (std::size_t b = 0; b < p.n_block; ++b) {
    float re[n_lane] = {}, im[n_lane] = {};
    for (std::size_t j = 0; j < std::min(p.n_rx, (b + 1) * n_lane); ++j) {
      const float* column = p.root + (b * p.n_rx + j) * n_lane;
      const float* g = p.in + j / n_lane * entry_size + j % n_lane;
      const float x = g[0], y = g[n_lane];
      for (std::size_t k = 0; k < n_lane; ++k) {
        re[k] += column[k] * x;
        im[k] += column[k] * y;
      }
    }
    std::copy_n(re, n_lane, p.out + b * entry_size);
    std::copy_n(im, n_lane, p.out + b * entry_size + n_lane);
  }
}

std::vector<float> blocks_of(const arma::mat& root, std::size_t n_block) {
  std::vector<float> blocks(n_block * root.n_cols * n_lane, 0.f);
  for (std::size_t i = 0; i < root.n_rows; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      blocks[(i / n_lane * root.n_cols + j) * n_lane + i % n_lane] = static_cast<float>(root(i, j));
  return blocks;
}

}  // namespace

RayleighTap::RayleighTap(std::size_t n_rx, const arma::mat& root)
    : n_rx_(n_rx),
      n_block_((n_rx + n_lane - 1) / n_lane),
      root_(root.empty() ? std::vector<float>() : blocks_of(root, n_block_)),
      amplitude_(n_wave * n_block_ * entry_size),
      work_(n_block_ * entry_size) {}

void RayleighTap::draw(RngStream& stream, double power, bool moving) {
  constexpr double pi = std::numbers::pi;
  waves_ = moving ? n_wave : 1;
  const auto count = static_cast<double>(waves_);
  for (std::size_t n = 0; moving && n < n_wave; ++n)
    cosine_[n] = std::cos(pi * (2.0 * static_cast<double>(n) + 2.0 * stream.uniform() - 1.0) / count);
  stream.fill_normal({amplitude_.data(), waves_ * n_block_ * entry_size},
                     static_cast<float>(std::sqrt(power / count / 2)));
  if (root_.empty()) return;
  for (std::size_t n = 0; n < waves_; ++n) correlate(amplitude_.data() + n * n_block_ * entry_size);
}

void RayleighTap::correlate(float* amplitude) {
  simd::run_by_isa<multiply_root>({root_.data(), n_rx_, n_block_, amplitude, work_.data()});
  std::copy(work_.begin(), work_.end(), amplitude);
}

void RayleighTap::at(double turns, std::span<std::complex<float>> gain) {
  std::array<float, n_wave> re, im;
  for (std::size_t n = 0; n < waves_; ++n) {
    const double phase = 2.0 * std::numbers::pi * turns * cosine_[n];
    re[n] = static_cast<float>(waves_ == 1 ? 1.0 : std::cos(phase));
    im[n] = static_cast<float>(waves_ == 1 ? 0.0 : std::sin(phase));
  }
  simd::run_by_isa<add_waves>({amplitude_.data(), waves_, n_block_, re.data(), im.data(), work_.data()});
  for (std::size_t i = 0; i < n_rx_; ++i) {
    const float* g = work_.data() + i / n_lane * entry_size + i % n_lane;
    gain[i] = {g[0], g[n_lane]};
  }
}

}  // namespace ohmimo
