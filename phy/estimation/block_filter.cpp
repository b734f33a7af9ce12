#include "phy/estimation/block_filter.hpp"

#include <algorithm>

namespace ohmimo {
namespace {

constexpr std::size_t tile = 4;  // antennas that share what is loaded of the weights

// Vectors of `width` floats in registers.
template <std::size_t width>
[[gnu::always_inline]] inline void filter_all(const BlockFilter& filter, const AntennaSamples& samples,
                                              BlockView estimate) {
  typedef float V __attribute__((vector_size(4 * width), may_alias, aligned(4)));
  for (std::size_t first = 0; first < samples.n_rx; first += tile) {
    const float* z[tile];
    float* out[tile];
    for (std::size_t a = 0; a < tile; ++a) {  // beyond the last antenna: that one again
      const std::size_t rx = std::min(first + a, samples.n_rx - 1);
      z[a] = reinterpret_cast<const float*>(samples.z + rx * samples.n_sample + filter.first);
      out[a] = estimate.data + rx * estimate.stride;
    }
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      V re[tile] = {}, im[tile] = {};
      const float* w = filter.weights.data() + lane;
      for (std::size_t k = 0; k < filter.n; ++k, w += 2 * n_lane) {
        const V w_re = *reinterpret_cast<const V*>(w), w_im = *reinterpret_cast<const V*>(w + n_lane);
#pragma GCC unroll 4
        for (std::size_t a = 0; a < tile; ++a) {
          re[a] += w_re * z[a][2 * k];
          re[a] -= w_im * z[a][2 * k + 1];
          im[a] += w_re * z[a][2 * k + 1];
          im[a] += w_im * z[a][2 * k];
        }
      }
      for (std::size_t a = 0; a < tile; ++a) {
        *reinterpret_cast<V*>(out[a] + lane) = re[a];
        *reinterpret_cast<V*>(out[a] + n_lane + lane) = im[a];
      }
    }
  }
}

}  // namespace

void filter_block(const BlockFilter& filter, const AntennaSamples& samples, BlockView estimate) {
  simd::run_by_isa<filter_all<4>, filter_all<8>, filter_all<16>>(filter, samples, estimate);
}

}  // namespace ohmimo
