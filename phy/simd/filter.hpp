// z = H^H y for many columns y of 16 channels.
//
// A complex product costs three real ones here too, but unlike in tile.hpp two of them have the third in common: with
// K = sum a_re (d_re + d_im), sum conj(a) d = K + sum (a_im - a_re) d_im + i (K - sum (a_re + a_im) d_re); the error is
// of the same order, now of both parts. So a tile writes no more than its number of sums after each pass over the rows.
// With P, Q and S the last pass writes both parts, and that fills the store queue of a Zen 5: 16x4x168 takes 1.15 times
// the cycles that the multiply-adds alone need, this form 1.10 times.
#pragma once
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// Rows of y and users worked on at a time. 16 rows of 8 users and of two panels of 6 columns (the one in use and the
// next) are 42 KiB of the 48 KiB first-level cache of a Zen 5; 24 rows overflow it (64x8: 5 to 8 % slower). Results
// depend on the rows, as on chunk_rows.
inline constexpr std::size_t filter_rows = 16, filter_users = 8;

// The tile, users by columns. For 16x4x168, 4x4 takes 4 % longer on AVX-512, 3x4 23 % longer on AVX2.
inline constexpr std::size_t filter_i = 4, filter_j = width == 8 ? 3 : 6;

// How many rows to sum over, and what to fetch into the first-level cache meanwhile (as in Rows). By value, so in
// registers: a pass that has to load where it begins finds its first rows late (16x4x168: 3 % slower).
struct FilterRows {
  std::size_t count;
  const float* ahead;
};

// Where I x J sums go, room for K, and a total of all that goes into c, by products of pairs (one operation for two
// values; sums make 16x4x168 1 % slower): finite only if all of it is.
struct FilterTile {
  BlockView c;
  float* common;  // [I][J][width]
  float* total;
};

enum class Term { common, real, imaginary };
enum class Into { empty, sum };  // c holds nothing yet, or what the rows before gave

template <Term term>
static inline Vf filter_left(const float* a) {
  if constexpr (term == Term::common) return load(a);
  if constexpr (term == Term::real) return load(a + n_lane) - load(a);
  return load(a) + load(a + n_lane);
}
template <Term term>
static inline Vf filter_right(const float* d) {
  if constexpr (term == Term::common) return load(d) + load(d + n_lane);
  if constexpr (term == Term::real) return load(d + n_lane);
  return load(d);
}

// One term for I x J entries. A function of its own: inlined side by side, GCC swaps sums between registers and the
// stack.
template <Term term, Into into, std::size_t n_ahead, std::size_t I, std::size_t J>
[[gnu::noinline]] static void filter_pass(ConstBlockView a, ConstBlockView d, FilterRows rows, const FilterTile& tile) {
  float *common = tile.common, *const all = tile.total;
  const BlockView c = {tile.c.data + (term == Term::imaginary ? n_lane : 0), tile.c.stride};
  Vf t[I][J]{};
#pragma GCC unroll 1
  for (std::size_t b = 0; b < rows.count; ++b, a.data += a.stride, d.data += d.stride) {
    if constexpr (n_ahead > 0) {
#pragma GCC unroll 8
      for (std::size_t k = static_cast<std::size_t>(term); k < n_ahead; k += 3)
        __builtin_prefetch(rows.ahead + k * n_lane);
      rows.ahead += d.stride;
    }
    const auto add = [&](std::size_t i, std::size_t j, Vf x, Vf y) {
      t[i][j] = term == Term::imaginary ? fnma(x, y, t[i][j]) : fma(x, y, t[i][j]);
    };
    if constexpr (I <= J) {  // registers hold the smaller side
      Vf x[I];
#pragma GCC unroll 8
      for (std::size_t i = 0; i < I; ++i) x[i] = filter_left<term>(a.data + i * entry);
#pragma GCC unroll 8
      for (std::size_t j = 0; j < J; ++j) {
        const Vf y = filter_right<term>(d.data + j * entry);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < I; ++i) add(i, j, x[i], y);
      }
    } else {
      Vf y[J];
#pragma GCC unroll 8
      for (std::size_t j = 0; j < J; ++j) y[j] = filter_right<term>(d.data + j * entry);
#pragma GCC unroll 8
      for (std::size_t i = 0; i < I; ++i) {
        const Vf x = filter_left<term>(a.data + i * entry);
#pragma GCC unroll 8
        for (std::size_t j = 0; j < J; ++j) add(i, j, x, y[j]);
      }
    }
  }
  Vf total{}, even{};
#pragma GCC unroll 8
  for (std::size_t i = 0; i < I; ++i)
#pragma GCC unroll 8
    for (std::size_t j = 0; j < J; ++j, common += width) {
      if constexpr (term == Term::common) {
        store(common, t[i][j]);
      } else {
        float* out = c.data + i * c.stride + j * entry;
        Vf sum = load(common) + t[i][j];
        if constexpr (into == Into::sum) sum += load(out);
        store(out, sum);
        if ((i * J + j) % 2 == 0)
          even = sum;
        else
          total = fma(even, sum, total);
      }
    }
  if constexpr (term != Term::common) store(all, load(all) + (I * J % 2 == 1 ? total + even : total));
}

template <Into into, std::size_t n_ahead, std::size_t I, std::size_t J>
static inline void filter_tile(ConstBlockView a, ConstBlockView d, FilterRows rows, const FilterTile& tile) {
  filter_pass<Term::common, Into::empty, n_ahead, I, J>(a, d, rows, tile);
  filter_pass<Term::real, into, n_ahead, I, J>(a, d, rows, tile);
  filter_pass<Term::imaginary, into, n_ahead, I, J>(a, d, rows, tile);
}

// Some rows of y for one group of users, up to filter_users of them.
struct FilterGroup {
  ConstBlockView h, y;
  std::size_t n_row, n_user, n_vector;
  const float* after;  // what is to be fetched with the last panel
  BlockView z;
};

// From user u on in tiles of I, by J columns from column v on; the rest in smaller tiles. Those of full size fetch the
// panel that is next, each its share of the 2 J lines of a row.
template <Into into, std::size_t I, std::size_t J>
static inline void filter_panel(const FilterGroup& g, FilterTile& tile, std::size_t u, std::size_t v) {
  constexpr bool fetch = I == filter_i && J == filter_j;
  const bool alone = g.n_user < 2 * I;
  const ConstBlockView d = {g.y.data + v * entry, g.y.stride};
  FilterRows rows = {g.n_row, v + J < g.n_vector ? d.data + J * entry : g.after};
  tile.c.data = g.z.data + u * g.z.stride + v * entry;
  for (; u + I <= g.n_user; u += I) {
    const ConstBlockView a = {g.h.data + u * entry, g.h.stride};
    if (fetch && alone)
      filter_tile<into, fetch ? 2 * J : 0, I, J>(a, d, rows, tile);
    else
      filter_tile<into, fetch ? J : 0, I, J>(a, d, rows, tile);
    rows.ahead += J * n_lane;
    tile.c.data += I * g.z.stride;
  }
  if constexpr (I > 1)
    if (u < g.n_user) filter_panel<into, I - 1, J>(g, tile, u, v);
}

template <Into into, std::size_t J>
static inline void filter_group(const FilterGroup& g, FilterTile& tile, std::size_t v) {
  for (; v + J <= g.n_vector; v += J) filter_panel<into, filter_i, J>(g, tile, 0, v);
  if constexpr (J > 1) filter_group<into, J / 2>(g, tile, v);
}

// All columns for one group of users after the other, for y can then stay in the second-level cache, and the users'
// rows of H in the first. Nothing is fetched from beyond the end.
static inline void filter_chunk(const FilterGroup& all, bool first, bool last, float* total) {
  alignas(64) float common[filter_i * filter_j * width];
  FilterTile tile = {all.z, common, total};
  FilterGroup g = all;
  for (std::size_t u = 0; u < all.n_user; u += filter_users) {
    const std::size_t left = all.n_user - u;
    g.h.data = all.h.data + u * entry;
    g.z.data = all.z.data + u * g.z.stride;
    g.n_user = left < filter_users ? left : filter_users;
    g.after = g.y.data + (last || left > filter_users ? 0 : g.n_row * g.y.stride);
    first ? filter_group<Into::empty, filter_j>(g, tile, 0) : filter_group<Into::sum, filter_j>(g, tile, 0);
  }
}

// z = H^H y in one group of lanes: h [n_rx][n_user], y [n_rx][n_vector], z [n_user][n_vector]. total[width] is finite
// only if z is, and then unless it overflows.
static inline void filter_columns(const LinkBlock& link, std::size_t lane, BlockView z, float* total) {
  const LinkSize& n = link.size;
  store(total, Vf{});
  for (std::size_t b = 0; b < n.rx; b += filter_rows) {
    const bool last = n.rx - b <= filter_rows;
    filter_chunk({from(link.h, b, lane),
                  from(link.y, b, lane),
                  last ? n.rx - b : filter_rows,
                  n.user,
                  n.vector,
                  nullptr,
                  {z.data + lane, z.stride}},
                 b == 0, last, total);
  }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
