// z = H^H y for many columns y of 16 channels.
#pragma once
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// Rows of y and users worked on at a time. 32 rows of 4 users and of two panels of 2 columns (one in use, one fetched)
// take 32 KiB of the 48 KiB first-level cache of a Zen 5. 16 rows of 8 users are 2 to 5 % slower; 64 rows overflow it
// and take 1.5 times as long. Results depend on the number of rows, as on chunk_rows of gram.hpp.
inline constexpr std::size_t filter_rows = 32, filter_users = 4;

// Some rows of y, for all users or for a group of them.
struct FilterGroup {
  ConstBlockView h, y;
  std::size_t n_row, n_user, n_vector;
  const float* after;  // fetched during the last panel
  BlockView z;
  float* total;
};

// The tile of z from user u and column v on; the columns to be fetched lie `ahead` floats further. Every entry of z
// also goes into a total, as re im: the total is finite only if all entries are. (One multiply-add for two numbers;
// sums make 16x4x168 1 % slower.) Not inlined: pointers of the innermost loop would go to memory.
template <Into into, std::size_t I, std::size_t J>
[[gnu::noinline]] static void filter_tile(const FilterGroup& g, std::size_t u, std::size_t v, std::ptrdiff_t ahead) {
  const BlockView z = {entry_of(g.z, u, v), g.z.stride};
  Vf total{};
  product_tile<I, J, 2 * J>({g.h.data + u * entry, g.h.stride}, {g.y.data + v * entry, g.y.stride}, {g.n_row, ahead},
                            [&](std::size_t i, std::size_t j, Vf re, Vf im) {
                              float* out = entry_of(z, i, j);
                              if constexpr (into == Into::add) {
                                re += load(out);
                                im += load(out + n_lane);
                              }
                              store(out, re);
                              store(out + n_lane, im);
                              total = fma(re, im, total);
                            });
  store(g.total, load(g.total) + total);
}

// Columns from v on, P at a time for all users, while the next ones are fetched.
template <Into into, std::size_t P = 2>
static inline void filter_panels(const FilterGroup& g, std::size_t v = 0) {
  for (; v + P <= g.n_vector; v += P) {
    const float* panel = g.y.data + v * entry;
    const std::ptrdiff_t ahead = v + P < g.n_vector ? std::ptrdiff_t{P * entry} : g.after - panel;
    for_each_tile<tile_i>(g.n_user, [&]<std::size_t I>(std::size_t u) {
      constexpr std::size_t J = P < tile_j<I> ? P : tile_j<I>;
      for (std::size_t j = 0; j < P; j += J) filter_tile<into, I, J>(g, u, v + j, ahead);
    });
  }
  if constexpr (P > 1) filter_panels<into, P - 1>(g, v);
}

// All columns for one group of users after the other: y then stays in the second-level cache, and the group's columns
// of H in the first.
static inline void filter_chunk(const FilterGroup& all, bool first, bool last) {
  FilterGroup g = all;
  for (std::size_t u = 0; u < all.n_user; u += filter_users) {
    const std::size_t left = all.n_user - u;
    g.h.data = all.h.data + u * entry;
    g.z.data = entry_of(all.z, u, 0);
    g.n_user = left < filter_users ? left : filter_users;
    g.after = g.y.data + (last || left > filter_users ? 0 : g.n_row * g.y.stride);
    first ? filter_panels<Into::replace>(g) : filter_panels<Into::add>(g);
  }
}

// z = H^H y in one group of lanes: h [n_rx][n_user], y [n_rx][n_vector], z [n_user][n_vector]. If z is not finite,
// neither is total[width]; if z is finite, total is too unless it overflows.
static inline void filter_columns(const LinkBlock& link, std::size_t lane, BlockView z, float* total) {
  const LinkSize& n = link.size;
  store(total, Vf{});
  for (std::size_t b = 0; b < n.rx; b += filter_rows) {
    const bool last = n.rx - b <= filter_rows;
    const FilterGroup rows = {from(link.h, b, lane),
                              from(link.y, b, lane),
                              last ? n.rx - b : filter_rows,
                              n.user,
                              n.vector,
                              nullptr,
                              {z.data + lane, z.stride},
                              total};
    filter_chunk(rows, b == 0, last);
  }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
