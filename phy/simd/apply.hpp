// Channel product for a block of 16 channels.
#pragma once
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// y(b, v..v+J) += sum_u h(b, u) x(u, v..v+J) for one row b.
template <std::size_t J>
static inline void multiply_row(const float* h, const float* x, std::size_t x_stride, std::size_t n_user, float* y) {
  Vf re[J], im[J];
  for (std::size_t j = 0; j < J; ++j) {
    re[j] = load(y + j * entry);
    im[j] = load(y + j * entry + n_lane);
  }
  for (std::size_t u = 0; u < n_user; ++u, x += x_stride) {
    const Vf h_re = load(h + u * entry), h_im = load(h + u * entry + n_lane);
    for (std::size_t j = 0; j < J; ++j) {
      const Vf x_re = load(x + j * entry), x_im = load(x + j * entry + n_lane);
      re[j] = fnma(h_im, x_im, fma(h_re, x_re, re[j]));
      im[j] = fma(h_im, x_re, fma(h_re, x_im, im[j]));
    }
  }
  for (std::size_t j = 0; j < J; ++j) {
    store(y + j * entry, re[j]);
    store(y + j * entry + n_lane, im[j]);
  }
}

// y += H x.
static void multiply_add(ConstBlockView h, ConstBlockView x, const LinkSize& n, BlockView y) {
  for (std::size_t lane = 0; lane < n_lane; lane += width)
    for (std::size_t b = 0; b < n.rx; ++b) {
      const float* row = h.data + b * h.stride + lane;
      float* out = y.data + b * y.stride + lane;
      std::size_t v = 0;
      for (; v + 4 <= n.vector; v += 4)
        multiply_row<4>(row, x.data + v * entry + lane, x.stride, n.user, out + v * entry);
      for (; v < n.vector; ++v) multiply_row<1>(row, x.data + v * entry + lane, x.stride, n.user, out + v * entry);
    }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
