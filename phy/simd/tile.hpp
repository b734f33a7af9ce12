// Products A^H D of complex matrices for 16 channels side by side, in tiles whose sums stay in registers.
//
// A complex product costs three real ones: with P = sum a_re d_re, Q = sum a_im d_im and
// S = sum (a_re - a_im)(d_re + d_im), sum conj(a) d = (P + Q) + i (Q - P + S). The error is of the order of the
// rounding of |a| |d|, as usual, but no longer of each imaginary part (N. J. Higham, SIAM J. Matrix Anal. Appl. 13(3),
// 1992, doi 10.1137/0613043). Sums run over the rows in order, so results do not depend on the tile or the vector
// width.
//
// One part at a time, because P, Q and S together leave too few registers: of the measured multiply-add peak, counting
// four products, 40 rows (AVX-512 / AVX2 on a Zen 5): 4x6 109 % / -, 4x4 112 % / 78 %, 3x4 97 / 112 %, all parts at
// once in a 2x4 tile 86 % / 53 %, four products in a 2x4 tile 95 % / 83 %.
#pragma once
#include "phy/simd/lanes.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

inline constexpr std::size_t entry = 2 * n_lane;  // floats of one complex entry of 16 lanes

static inline ConstBlockView from(ConstBlockView m, std::size_t row, std::size_t lane) {
  return {m.data + row * m.stride + lane, m.stride};
}

// Columns i of A by columns j of D. A wide tile loads less (20 vectors per 24 sums of S, against 16 per 16), and has
// 24 sums: for the 32 registers of AVX-512 only.
inline constexpr std::size_t tile_i = width == 8 ? 3 : 4;
inline constexpr std::size_t tile_j = 4;
inline constexpr std::size_t wide_tile_j = width == 8 ? 4 : 6;

enum class Part { real, imaginary, cross };  // P, Q, S

template <Part part>
static inline Vf left(const float* a) {
  if constexpr (part == Part::real) return load(a);
  if constexpr (part == Part::imaginary) return load(a + n_lane);
  return load(a) - load(a + n_lane);
}
template <Part part>
static inline Vf right(const float* d) {
  if constexpr (part == Part::real) return load(d);
  if constexpr (part == Part::imaginary) return load(d + n_lane);
  return load(d) + load(d + n_lane);
}

// A tile on the diagonal of a Gram matrix (A = D) needs the sums above it and the real ones on it only; a column beyond
// its square is that of another D.
enum class Tile { full, diagonal };
template <Tile tile, Part part>
constexpr bool needs(std::size_t i, std::size_t j) {
  return tile != Tile::diagonal || i < j || (i == j && part != Part::cross);
}

// How many rows to sum over, whether the result joins what is in c (keep) or replaces it, with which sign, and what to
// fetch into the first-level cache meanwhile.
struct Rows {
  std::size_t count;
  bool keep = false;
  float sign = 1.0f;
  const float* ahead = nullptr;  // rows as far apart as those of D (of A on the diagonal); a tile says how many lines
};

// sum = the sums of one part; those of S go onto what is in sum. Each part fetches a third of the n_ahead lines.
// Unrolling by pragma comes early in GCC; without it every sum is stored to memory as well (168 columns, 16x4: 98
// against 115 % of the peak).
template <Tile tile, std::size_t n_ahead, Part part, std::size_t I, std::size_t J>
static inline void part_sums(ConstBlockView a, ConstBlockView d, const Rows& rows, Vf (&sum)[I][J]) {
  const float* ahead = rows.ahead;
  Vf t[I][J];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < I; ++i)
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j)
      if (needs<tile, part>(i, j)) t[i][j] = part == Part::cross ? sum[i][j] : Vf{};
  for (std::size_t b = 0; b < rows.count; ++b, a.data += a.stride, d.data += d.stride) {
    if constexpr (n_ahead > 0) {
#pragma GCC unroll 8
      for (std::size_t k = static_cast<std::size_t>(part); k < n_ahead; k += 3) __builtin_prefetch(ahead + k * n_lane);
      ahead += tile == Tile::diagonal ? a.stride : d.stride;
    }
    Vf x[I];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < I; ++i) x[i] = left<part>(a.data + i * entry);
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j) {
      const bool of_a = tile == Tile::diagonal && j < I;  // lets the compiler see that loads are the same
      const Vf y = right<part>(of_a ? a.data + j * entry : d.data + (tile == Tile::diagonal ? j - I : j) * entry);
#pragma GCC unroll 8
      for (std::size_t i = 0; i < I; ++i)
        if (needs<tile, part>(i, j)) t[i][j] = fma(x[i], y, t[i][j]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < I; ++i)
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j)
      if (needs<tile, part>(i, j)) sum[i][j] = t[i][j];
}

static inline void put(Vf v, const Rows& rows, float* out) {
  store(out, fma(splat(rows.sign), v, rows.keep ? load(out) : Vf{}));
}

// *c(i, j) (+)= sign sum_b conj(a(b, i)) d(b, j) for I x J entries; S starts from Q - P.
template <std::size_t I, std::size_t J, Tile tile, std::size_t n_ahead, class Place>
static inline void product_tile_to(ConstBlockView a, ConstBlockView d, Rows rows, const Place c) {
  Vf p[I][J], q[I][J];
  part_sums<tile, n_ahead, Part::real>(a, d, rows, p);
  part_sums<tile, n_ahead, Part::imaginary>(a, d, rows, q);
#pragma GCC unroll 8
  for (std::size_t i = 0; i < I; ++i)
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j) {
      if (!needs<tile, Part::real>(i, j)) continue;
      put(p[i][j] + q[i][j], rows, c(i, j));
      q[i][j] -= p[i][j];
    }
  part_sums<tile, n_ahead, Part::cross>(a, d, rows, q);
#pragma GCC unroll 8
  for (std::size_t i = 0; i < I; ++i)
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j) {
      if (!needs<tile, Part::real>(i, j)) continue;
      const Vf im = needs<tile, Part::cross>(i, j) ? q[i][j] : Vf{};
      put(im, rows, c(i, j) + n_lane);
    }
}
template <std::size_t I, std::size_t J, Tile tile = Tile::full, std::size_t n_ahead = 0>
static inline void product_tile(ConstBlockView a, ConstBlockView d, const Rows& rows, BlockView c) {
  product_tile_to<I, J, tile, n_ahead>(a, d, rows,
                                       [&](std::size_t i, std::size_t j) { return c.data + i * c.stride + j * entry; });
}

// J columns of c, in tiles of I rows, the rest in smaller ones.
template <std::size_t I, std::size_t J>
static inline void product_columns(ConstBlockView a, ConstBlockView d, const Rows& rows, std::size_t n_i, BlockView c) {
  std::size_t i = 0;
  for (; i + I <= n_i; i += I)
    product_tile<I, J>({a.data + i * entry, a.stride}, d, rows, {c.data + i * c.stride, c.stride});
  if constexpr (I > 1)
    if (i < n_i)
      product_columns<I - 1, J>({a.data + i * entry, a.stride}, d, rows, n_i - i, {c.data + i * c.stride, c.stride});
}

// c [n_i][n_j], in panels of J columns, the rest in smaller ones.
struct ProductSize {
  std::size_t n_i, n_j;
};
template <std::size_t J = wide_tile_j>
static inline void product(ConstBlockView a, ConstBlockView d, const Rows& rows, const ProductSize& n, BlockView c) {
  std::size_t j = 0;
  for (; j + J <= n.n_j; j += J)
    product_columns<tile_i, J>(a, {d.data + j * entry, d.stride}, rows, n.n_i, {c.data + j * entry, c.stride});
  if constexpr (J > 1)
    if (j < n.n_j)
      product<J - 1>(a, {d.data + j * entry, d.stride}, rows, {n.n_i, n.n_j - j}, {c.data + j * entry, c.stride});
}

}  // namespace ohmimo::simd::OHMIMO_ISA
