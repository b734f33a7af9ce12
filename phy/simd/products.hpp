// Gram matrix, matched filter and channel product for a block of 16 channels. Every sum runs over its index in order,
// one fused multiply-add per real product, so the result does not depend on tile sizes or on the vector width.
#pragma once
#include "phy/simd/lanes.hpp"
#include "phy/simd/shape.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

inline constexpr std::size_t entry = 2 * n_lane;  // floats of one complex entry of 16 lanes

// Tile of rows i (left) by columns j (right) held in registers. AVX-512 has 32 registers: 2x4 complex accumulators take
// 16 of them; 16 registers of AVX2 hold 2x2.
inline constexpr std::size_t tile_i = 2;
inline constexpr std::size_t tile_j = width == 8 ? 2 : 4;

// c(i, j) (+)= sum_b conj(a(b, i)) d(b, j) for I x J entries; b runs over n_row rows. a, d, c point at the tile's
// corner (lane included); accumulate continues an earlier sum.
template <std::size_t I, std::size_t J>
static inline void hermitian_tile(const float* a, std::size_t a_stride, const float* d, std::size_t d_stride,
                                  std::size_t n_row, float* c, std::size_t c_stride, bool accumulate) {
  Vf re[I][J], im[I][J];
  for (std::size_t i = 0; i < I; ++i)
    for (std::size_t j = 0; j < J; ++j) {
      const float* p = c + i * c_stride + j * entry;
      re[i][j] = accumulate ? load(p) : Vf{};
      im[i][j] = accumulate ? load(p + n_lane) : Vf{};
    }
  for (std::size_t b = 0; b < n_row; ++b, a += a_stride, d += d_stride) {
    Vf a_re[I], a_im[I];
    for (std::size_t i = 0; i < I; ++i) {
      a_re[i] = load(a + i * entry);
      a_im[i] = load(a + i * entry + n_lane);
    }
    for (std::size_t j = 0; j < J; ++j) {
      const Vf d_re = load(d + j * entry), d_im = load(d + j * entry + n_lane);
      for (std::size_t i = 0; i < I; ++i) {
        re[i][j] = fma(a_im[i], d_im, fma(a_re[i], d_re, re[i][j]));
        im[i][j] = fnma(a_im[i], d_re, fma(a_re[i], d_im, im[i][j]));
      }
    }
  }
  for (std::size_t i = 0; i < I; ++i)
    for (std::size_t j = 0; j < J; ++j) {
      float* p = c + i * c_stride + j * entry;
      store(p, re[i][j]);
      store(p + n_lane, im[i][j]);
    }
}

// Columns j..j+J of a product, in tiles of I rows and then of one.
template <std::size_t I, std::size_t J>
static inline void hermitian_columns(const float* a, std::size_t a_stride, const float* d, std::size_t d_stride,
                                     const ProductShape& s, float* c, std::size_t c_stride) {
  std::size_t i = 0;
  for (; i + I <= s.n_i; i += I)
    hermitian_tile<I, J>(a + i * entry, a_stride, d, d_stride, s.n_row, c + i * c_stride, c_stride, s.accumulate);
  for (; i < s.n_i; ++i)
    hermitian_tile<1, J>(a + i * entry, a_stride, d, d_stride, s.n_row, c + i * c_stride, c_stride, s.accumulate);
}

// All tiles of an n_i x n_j product. A last single column takes taller tiles, which keep as many sums in flight.
static inline void hermitian_product(const float* a, std::size_t a_stride, const float* d, std::size_t d_stride,
                                     const ProductShape& s, float* c, std::size_t c_stride) {
  std::size_t j = 0;
  for (; j + tile_j <= s.n_j; j += tile_j)
    hermitian_columns<tile_i, tile_j>(a, a_stride, d + j * entry, d_stride, s, c + j * entry, c_stride);
  for (; j < s.n_j; ++j)
    hermitian_columns<tile_i * tile_j, 1>(a, a_stride, d + j * entry, d_stride, s, c + j * entry, c_stride);
}

// Rows of H worked on at a time: a chunk of about 24 KiB stays in the first-level cache while all tiles pass over it.
static inline std::size_t chunk_rows(std::size_t stride) {
  const std::size_t rows = 24 * 1024 / (stride * sizeof(float));
  return rows < 4 ? 4 : rows;
}

// g(i, j) (+)= sum_b conj(h(b, i)) h(b, j), i <= j < N: the tile on the diagonal, N(N+1)/2 entries of which the N on
// the diagonal are real (16 accumulators for N = 4).
template <std::size_t N>
static inline void diagonal_tile(const float* h, std::size_t stride, std::size_t n_row, float* g, std::size_t g_stride,
                                 bool accumulate) {
  Vf re[N][N], im[N][N];
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = i; j < N; ++j) {
      const float* p = g + i * g_stride + j * entry;
      re[i][j] = accumulate ? load(p) : Vf{};
      im[i][j] = accumulate && i != j ? load(p + n_lane) : Vf{};
    }
  for (std::size_t b = 0; b < n_row; ++b, h += stride) {
    Vf x[N], y[N];
    for (std::size_t j = 0; j < N; ++j) {
      x[j] = load(h + j * entry);
      y[j] = load(h + j * entry + n_lane);
      for (std::size_t i = 0; i <= j; ++i) {
        re[i][j] = fma(y[i], y[j], fma(x[i], x[j], re[i][j]));
        if (i != j) im[i][j] = fnma(y[i], x[j], fma(x[i], y[j], im[i][j]));
      }
    }
  }
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = i; j < N; ++j) {
      float* p = g + i * g_stride + j * entry;
      store(p, re[i][j]);
      store(p + n_lane, im[i][j]);
    }
}

// Columns j..j+N of the upper triangle: tiles of tile_i rows above the diagonal, then the tile on it (j is even).
template <std::size_t N>
static inline void gram_panel(const float* h, std::size_t stride, std::size_t n_row, std::size_t j, BlockView g,
                              bool accumulate) {
  for (std::size_t i = 0; i < j; i += tile_i)
    hermitian_tile<tile_i, N>(h + i * entry, stride, h + j * entry, stride, n_row, g.data + i * g.stride + j * entry,
                              g.stride, accumulate);
  diagonal_tile<N>(h + j * entry, stride, n_row, g.data + j * g.stride + j * entry, g.stride, accumulate);
}

// G = H^H H: the upper triangle in panels of tile_j columns, then mirrored: G(j, i) = conj G(i, j).
static void gram(ConstBlockView h, std::size_t n_rx, std::size_t n_user, BlockView g) {
  const std::size_t chunk = chunk_rows(h.stride);
  for (std::size_t lane = 0; lane < n_lane; lane += width)
    for (std::size_t b = 0; b < n_rx; b += chunk) {
      const std::size_t n_row = b + chunk <= n_rx ? chunk : n_rx - b;
      const float* rows = h.data + b * h.stride + lane;
      const BlockView lanes = {g.data + lane, g.stride};
      std::size_t j = 0;
      for (; j + tile_j <= n_user; j += tile_j) gram_panel<tile_j>(rows, h.stride, n_row, j, lanes, b > 0);
      if (n_user - j == 3) gram_panel<3>(rows, h.stride, n_row, j, lanes, b > 0);
      if (n_user - j == 2) gram_panel<2>(rows, h.stride, n_row, j, lanes, b > 0);
      if (n_user - j == 1) gram_panel<1>(rows, h.stride, n_row, j, lanes, b > 0);
    }
  for (std::size_t i = 0; i < n_user; ++i)
    for (std::size_t j = 0; j < i; ++j)
      for (std::size_t lane = 0; lane < n_lane; lane += width) {
        const float* upper = g.data + j * g.stride + i * entry + lane;
        float* lower = g.data + i * g.stride + j * entry + lane;
        store(lower, load(upper));
        store(lower + n_lane, -load(upper + n_lane));
      }
}

// z = H^H y: h [n_rx][n_user], y [n_rx][n_vector], z [n_user][n_vector].
static void matched_filter(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView z) {
  const std::size_t chunk = chunk_rows(h.stride);
  for (std::size_t lane = 0; lane < n_lane; lane += width)
    for (std::size_t b = 0; b < n.rx; b += chunk) {
      const std::size_t n_row = b + chunk <= n.rx ? chunk : n.rx - b;
      hermitian_product(h.data + b * h.stride + lane, h.stride, y.data + b * y.stride + lane, y.stride,
                        {n.user, n.vector, n_row, b > 0}, z.data + lane, z.stride);
    }
}

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
