// z = H^H y for many columns y of 16 channels.
#pragma once
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// Rows of y and users worked on at a time. 16 rows of 8 users and of two panels of 2 columns (the one in use and the
// next) are 24 KiB of the 48 KiB first-level cache of a Zen 5. Results depend on the rows, as on chunk_rows.
inline constexpr std::size_t filter_rows = 16, filter_users = 8;

// Some rows of y, for users that make up tiles of one size.
struct FilterGroup {
  ConstBlockView h, y;
  std::size_t n_row, n_user, n_vector;
  const float* after;  // what is to be fetched with the last panel
  BlockView z;
  float* total;
};

// J columns from column v on for all users, in tiles of I, which fetch the panel that is next. All that goes into z
// also goes into a total, by products of pairs (one operation for two values; sums make 16x4x168 1 % slower): finite
// only if all of it is. A function of its own, or pointers of the innermost loop go to memory.
template <Into into, std::size_t I, std::size_t J>
[[gnu::noinline]] static void filter_panel(const FilterGroup& g, std::size_t v) {
  const ConstBlockView d = {g.y.data + v * entry, g.y.stride};
  const Rows rows = {g.n_row, v + J < g.n_vector ? std::ptrdiff_t{J * entry} : g.after - d.data};
  for (std::size_t u = 0; u < g.n_user; u += I) {
    const BlockView z = {entry_of(g.z, u, v), g.z.stride};
    Vf total{};
    product_tile<I, J, 2 * J>({g.h.data + u * entry, g.h.stride}, d, rows,
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
}
template <Into into, std::size_t I, std::size_t J = tile_j>
static inline void filter_group(const FilterGroup& g, std::size_t v = 0) {
  for (; v + J <= g.n_vector; v += J) filter_panel<into, I, J>(g, v);
  if constexpr (J > 1) filter_group<into, I, J - 1>(g, v);
}

// All columns for one group of users after the other, for y can then stay in the second-level cache, and the users'
// rows of H in the first. Nothing is fetched from beyond the end.
template <Into into>
static inline void filter_chunk(const FilterGroup& all, bool last) {
  for_each_run(all.n_user, [&]<std::size_t I>(std::size_t first, std::size_t n) {
    constexpr std::size_t most = filter_users / I * I;
    for (std::size_t u = first; u < first + n; u += most) {
      FilterGroup g = all;
      g.h.data += u * entry;
      g.z.data = entry_of(all.z, u, 0);
      g.n_user = first + n - u < most ? first + n - u : most;
      g.after = g.y.data + (last || u + g.n_user < all.n_user ? 0 : g.n_row * g.y.stride);
      filter_group<into, I>(g);
    }
  });
}

// z = H^H y in one group of lanes: h [n_rx][n_user], y [n_rx][n_vector], z [n_user][n_vector]. total[width] is finite
// only if z is, and then unless it overflows.
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
    b == 0 ? filter_chunk<Into::replace>(rows, last) : filter_chunk<Into::add>(rows, last);
  }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
