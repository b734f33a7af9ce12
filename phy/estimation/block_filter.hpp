// 16 filters over frequency side by side, one for each subcarrier of a block of channels.
#pragma once
#include <array>
#include <complex>
#include <vector>

#include "phy/block_view.hpp"

namespace ohmimo {

// The estimate of lane c from samples z is the sum over k of weight k of that lane times z[first + k].
struct BlockFilter {
  std::size_t first = 0, n = 0;
  std::vector<float> weights;  // [n][re x16][im x16]
  // Per lane, 0 for lanes beyond the last channel. Least squares: the noise that passes, sum |w|^2. LMMSE: how much of
  // h the estimate holds, w^H E[z h*].
  std::array<double, n_lane> power{};

  // All weights zero.
  void reset(std::size_t first_sample, std::size_t n_sample) {
    first = first_sample;
    n = n_sample;
    weights.assign(n * 2 * n_lane, 0.f);
    power = {};
  }
};

// estimate[rx * stride ...] = [re x16][im x16] from the samples z[rx * n_sample ...] of every antenna.
struct AntennaSamples {
  const std::complex<float>* z;
  std::size_t n_sample, n_rx;
};
void filter_block(const BlockFilter& filter, const AntennaSamples& samples, BlockView estimate);

}  // namespace ohmimo
