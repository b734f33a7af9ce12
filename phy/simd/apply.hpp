// Channel product for a block of 16 channels.
#pragma once
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// y(b.., v..) = sum_u h(b.., u) x(u, v..) for I rows and J columns; keep: added to what is in y.
template <bool keep, std::size_t I, std::size_t J>
static inline void multiply_tile(ConstBlockView h, ConstBlockView x, std::size_t n_user, BlockView y) {
  Vf re[I][J], im[I][J];
  for (std::size_t i = 0; i < I; ++i)
    for (std::size_t j = 0; j < J; ++j) {
      re[i][j] = keep ? load(y.data + i * y.stride + j * entry) : Vf{};
      im[i][j] = keep ? load(y.data + i * y.stride + j * entry + n_lane) : Vf{};
    }
  for (std::size_t u = 0; u < n_user; ++u, h.data += entry, x.data += x.stride)
    for (std::size_t j = 0; j < J; ++j) {
      const Vf x_re = load(x.data + j * entry), x_im = load(x.data + j * entry + n_lane);
      for (std::size_t i = 0; i < I; ++i) {
        const Vf h_re = load(h.data + i * h.stride), h_im = load(h.data + i * h.stride + n_lane);
        re[i][j] = fnma(h_im, x_im, fma(h_re, x_re, re[i][j]));
        im[i][j] = fma(h_im, x_re, fma(h_re, x_im, im[i][j]));
      }
    }
  for (std::size_t i = 0; i < I; ++i)
    for (std::size_t j = 0; j < J; ++j) {
      store(y.data + i * y.stride + j * entry, re[i][j]);
      store(y.data + i * y.stride + j * entry + n_lane, im[i][j]);
    }
}

// J columns, which stay in the first-level cache, for all rows: I at a time, then one.
template <bool keep, std::size_t I, std::size_t J>
static inline void multiply_columns(ConstBlockView h, ConstBlockView x, const LinkSize& n, BlockView y) {
  std::size_t b = 0;
  for (; b + I <= n.rx; b += I)
    multiply_tile<keep, I, J>({h.data + b * h.stride, h.stride}, x, n.user, {y.data + b * y.stride, y.stride});
  for (; b < n.rx; ++b)
    multiply_tile<keep, 1, J>({h.data + b * h.stride, h.stride}, x, n.user, {y.data + b * y.stride, y.stride});
}

// Tiles of 2x4 (16 sums; 2x2 on AVX2), 4x1 for single columns.
template <bool keep>
static inline void multiply_by_tiles(ConstBlockView h, ConstBlockView x, const LinkSize& n, BlockView y) {
  constexpr std::size_t n_col = width == 8 ? 2 : 4;
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const ConstBlockView h_lane = {h.data + lane, h.stride};
    std::size_t v = 0;
    for (; v + n_col <= n.vector; v += n_col)
      multiply_columns<keep, 2, n_col>(h_lane, {x.data + v * entry + lane, x.stride}, n,
                                       {y.data + v * entry + lane, y.stride});
    for (; v < n.vector; ++v)
      multiply_columns<keep, 4, 1>(h_lane, {x.data + v * entry + lane, x.stride}, n,
                                   {y.data + v * entry + lane, y.stride});
  }
}

// y = H x and y += H x: h [n_rx][n_user], x [n_user][n_vector], y [n_rx][n_vector].
static void multiply(ConstBlockView h, ConstBlockView x, const LinkSize& n, BlockView y) {
  multiply_by_tiles<false>(h, x, n, y);
}
static void multiply_add(ConstBlockView h, ConstBlockView x, const LinkSize& n, BlockView y) {
  multiply_by_tiles<true>(h, x, n, y);
}

}  // namespace ohmimo::simd::OHMIMO_ISA
