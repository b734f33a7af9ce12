#include "phy/estimation/block_filter.hpp"

namespace ohmimo {
namespace {

// Vectors of `width` floats in registers: two antennas share what is loaded of the weights.
template <std::size_t width>
[[gnu::always_inline]] inline void filter_all(const BlockFilter& filter, const AntennaSamples& samples,
                                              BlockView estimate) {
  typedef float V __attribute__((vector_size(4 * width), may_alias, aligned(4)));
  for (std::size_t rx = 0; rx < samples.n_rx; rx += 2) {
    const std::size_t other = rx + 1 < samples.n_rx ? rx + 1 : rx;
    const float* za = reinterpret_cast<const float*>(samples.z + rx * samples.n_sample + filter.first);
    const float* zb = reinterpret_cast<const float*>(samples.z + other * samples.n_sample + filter.first);
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      V a_re = {}, a_im = {}, b_re = {}, b_im = {};
      const float* w = filter.weights.data() + lane;
      for (std::size_t k = 0; k < filter.n; ++k, w += 2 * n_lane) {
        const V w_re = *reinterpret_cast<const V*>(w), w_im = *reinterpret_cast<const V*>(w + n_lane);
        a_re += w_re * za[2 * k];
        a_re -= w_im * za[2 * k + 1];
        a_im += w_re * za[2 * k + 1];
        a_im += w_im * za[2 * k];
        b_re += w_re * zb[2 * k];
        b_re -= w_im * zb[2 * k + 1];
        b_im += w_re * zb[2 * k + 1];
        b_im += w_im * zb[2 * k];
      }
      float* a = estimate.data + rx * estimate.stride + lane;
      float* b = estimate.data + other * estimate.stride + lane;
      *reinterpret_cast<V*>(a) = a_re;
      *reinterpret_cast<V*>(a + n_lane) = a_im;
      *reinterpret_cast<V*>(b) = b_re;
      *reinterpret_cast<V*>(b + n_lane) = b_im;
    }
  }
}

}  // namespace

void filter_block(const BlockFilter& filter, const AntennaSamples& samples, BlockView estimate) {
  simd::run_by_isa<filter_all<4>, filter_all<8>, filter_all<16>>(filter, samples, estimate);
}

}  // namespace ohmimo
