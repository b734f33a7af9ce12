// Products A^H D of complex matrices for 16 channels side by side, in tiles whose sums stay in registers.
//
// A complex product costs three real ones: with P = sum a_re d_re, Q = sum a_im d_im and
// S = sum (a_re - a_im)(d_re + d_im), sum conj(a) d = (P + Q) + i (Q - P + S). The error is of the order of the
// rounding of |a| |d|, as usual, but no longer of each imaginary part (N. J. Higham, SIAM J. Matrix Anal. Appl. 13(3),
// 1992, doi 10.1137/0613043). Sums run over the rows in order, so results do not depend on the tile or the vector
// width.
#pragma once
#include "phy/simd/lanes.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

inline constexpr std::size_t entry = 2 * n_lane;  // floats of one complex entry of 16 lanes

static inline ConstBlockView from(ConstBlockView m, std::size_t row, std::size_t lane) {
  return {m.data + row * m.stride + lane, m.stride};
}
static inline const float* entry_of(ConstBlockView m, std::size_t row, std::size_t col) {
  return m.data + row * m.stride + col * entry;
}
static inline float* entry_of(BlockView m, std::size_t row, std::size_t col) {
  return m.data + row * m.stride + col * entry;
}

// A matrix with rows and columns swapped, as D of a product or as its result.
struct ConstTransposed {
  const float* data;
  std::size_t stride;
};
struct Transposed {
  float* data;
  std::size_t stride;
};
static inline const float* entry_of(ConstTransposed m, std::size_t row, std::size_t col) {
  return m.data + col * m.stride + row * entry;
}
static inline float* entry_of(Transposed m, std::size_t row, std::size_t col) {
  return m.data + col * m.stride + row * entry;
}

// Size of a tile: columns of A by columns of D. 4x2 keeps 24 sums, 6 values of D and 2 of A in the 32 registers of
// AVX-512. 3x1 fits the 16 registers of AVX2; there a fourth user does better in a tile of 1x2. Cycles over those of
// the multiply-adds alone, 16 rows on a Zen 5: 4x2 1.02, 3x2 1.06, 4x1 1.05, 2x3 1.10; on AVX2 3x1 1.17, 2x1 1.30,
// 2x2 1.7.
inline constexpr std::size_t tile_i = width == 16 ? 4 : 3;
template <std::size_t I>
inline constexpr std::size_t tile_j = width == 16 || I == 1 ? 2 : 1;
// Columns of a tile on the diagonal of A^H A. Its sums lie above the diagonal, and on it they are real: 26 for 4
// columns (1.02), 7 for 2 (1.20).
inline constexpr std::size_t tile_diagonal = width == 16 ? 4 : 2;

// The rows to sum over. With each of them n_ahead cache lines are fetched into the first-level cache: those that lie
// `ahead` floats behind the row of D (on the diagonal: of A). Beyond the end of memory a fetch does nothing.
struct Rows {
  std::size_t count;
  std::ptrdiff_t ahead = 0;
};
template <std::size_t n_ahead>
static inline void fetch(const float* ahead) {
#pragma GCC unroll 8
  for (std::size_t k = 0; k < n_ahead; ++k) __builtin_prefetch(ahead + k * n_lane);
}

// Calls put(i, j, re, im) with sum_b conj(a(b, i)) d(b, j) for I x J entries. GCC unrolls early only where a pragma
// says so; otherwise it stores every sum to memory as well.
template <std::size_t I, std::size_t J, std::size_t n_ahead = 0, class D = ConstBlockView, class Put>
[[gnu::always_inline]] static inline void product_tile(ConstBlockView a, D d, Rows rows, const Put& put) {
  Vf p[I][J]{}, q[I][J]{}, s[I][J]{};
#pragma GCC unroll 1
  for (const float* end = a.data + rows.count * a.stride; a.data != end;
       a.data += a.stride, d.data = entry_of(d, 1, 0)) {
    fetch<n_ahead>(d.data + rows.ahead);
    Vf re[J], im[J], sum[J];
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j) {
      re[j] = in_register(load(entry_of(d, 0, j)));
      im[j] = in_register(load(entry_of(d, 0, j) + n_lane));
      sum[j] = re[j] + im[j];
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < I; ++i) {
      const Vf x = in_register(load(a.data + i * entry)), y = in_register(load(a.data + i * entry + n_lane));
#pragma GCC unroll 8
      for (std::size_t j = 0; j < J; ++j) p[i][j] = fma(x, re[j], p[i][j]);
      const Vf difference = x - y;
#pragma GCC unroll 8
      for (std::size_t j = 0; j < J; ++j) s[i][j] = fma(difference, sum[j], s[i][j]);
#pragma GCC unroll 8
      for (std::size_t j = 0; j < J; ++j) q[i][j] = fma(y, im[j], q[i][j]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < I; ++i)
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j) put(i, j, p[i][j] + q[i][j], q[i][j] - p[i][j] + s[i][j]);
}

// The same for D = A and the entries on and above the diagonal; on it im = 0.
template <std::size_t J, std::size_t n_ahead = 0, class Put>
[[gnu::always_inline]] static inline void diagonal_tile(ConstBlockView a, Rows rows, const Put& put) {
  Vf p[J][J]{}, q[J][J]{}, s[J][J]{};
#pragma GCC unroll 1
  for (const float* end = a.data + rows.count * a.stride; a.data != end; a.data += a.stride) {
    fetch<n_ahead>(a.data + rows.ahead);
    Vf difference[J];
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j) {
      const Vf re = in_register(load(a.data + j * entry)), im = in_register(load(a.data + j * entry + n_lane));
      const Vf sum = re + im;
      p[j][j] = fma(re, re, p[j][j]);
      q[j][j] = fma(im, im, q[j][j]);
#pragma GCC unroll 8
      for (std::size_t i = 0; i < j; ++i) {
        p[i][j] = fma(load(a.data + i * entry), re, p[i][j]);
        q[i][j] = fma(load(a.data + i * entry + n_lane), im, q[i][j]);
        s[i][j] = fma(difference[i], sum, s[i][j]);
      }
      difference[j] = in_register(re - im);
    }
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < J; ++i)
#pragma GCC unroll 8
    for (std::size_t j = i; j < J; ++j) put(i, j, p[i][j] + q[i][j], i == j ? Vf{} : q[i][j] - p[i][j] + s[i][j]);
}

// Calls tile.template operator()<N>(i) for i..i+N, all n of them, N at a time and then the rest.
template <std::size_t N, class Tile>
static inline void for_each_tile(std::size_t n, const Tile& tile, std::size_t i = 0) {
  for (; i + N <= n; i += N) tile.template operator()<N>(i);
  if constexpr (N > 1)
    if (i < n) for_each_tile<N - 1>(n, tile, i);
}

// How a product is put into its place.
enum class Into { replace, negative, add, subtract };
template <Into into>
static inline void put(Vf v, float* out) {
  if constexpr (into == Into::replace) store(out, v);
  if constexpr (into == Into::negative) store(out, -v);
  if constexpr (into == Into::add) store(out, load(out) + v);
  if constexpr (into == Into::subtract) store(out, load(out) - v);
}
template <Into into, class C>
static inline auto put_into(C c) {
  return [c](std::size_t i, std::size_t j, Vf re, Vf im) {
    put<into>(re, entry_of(c, i, j));
    put<into>(im, entry_of(c, i, j) + n_lane);
  };
}

// c [I][n_j] from I columns of A and all of D.
template <Into into, std::size_t I, std::size_t J, class D, class C>
static inline void product_panels(ConstBlockView a, D d, Rows rows, std::size_t n_j, C c) {
  std::size_t j = 0;
  for (; j + J <= n_j; j += J)
    product_tile<I, J>(a, D{entry_of(d, 0, j), d.stride}, rows, put_into<into>(C{entry_of(c, 0, j), c.stride}));
  if constexpr (J > 1)
    if (j < n_j)
      product_panels<into, I, J - 1>(a, D{entry_of(d, 0, j), d.stride}, rows, n_j - j, C{entry_of(c, 0, j), c.stride});
}

// c [n_i][n_j] from A^H D: the columns of A of a tile stay in the first-level cache while it goes over those of D.
struct ProductSize {
  std::size_t n_i, n_j;
};
template <Into into, class D = ConstBlockView, class C = BlockView>
static inline void product(ConstBlockView a, D d, Rows rows, const ProductSize& n, C c) {
  for_each_tile<tile_i>(n.n_i, [&]<std::size_t I>(std::size_t i) {
    product_panels<into, I, tile_j<I>>({entry_of(a, 0, i), a.stride}, d, rows, n.n_j, C{entry_of(c, i, 0), c.stride});
  });
}

// The upper triangle of c [J][J] from A^H A.
template <Into into, std::size_t J, std::size_t n_ahead = 0>
static inline void upper_product(ConstBlockView a, Rows rows, BlockView c) {
  if constexpr (J <= tile_diagonal) {
    diagonal_tile<J, n_ahead>(a, rows, put_into<into>(c));
  } else {
    constexpr std::size_t I = tile_diagonal;
    const ConstBlockView rest = {a.data + I * entry, a.stride};
    upper_product<into, I, n_ahead>(a, rows, c);
    product<into>(a, rest, {rows.count}, {I, J - I}, {entry_of(c, 0, I), c.stride});
    upper_product<into, J - I>(rest, {rows.count}, {entry_of(c, I, I), c.stride});
  }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
