// Gram matrix and matched filter of a block of 16 channels.
#pragma once
#include "phy/simd/filter.hpp"
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// Rows of H worked on at a time. 24 rows of the 4 columns of a tile and the 4 of a panel take 24 KiB: less than the
// first-level cache of any machine. (16 rows are as fast within 2 %, 32 up to 12 % slower on AVX2.) Sums are added
// chunk by chunk, so results depend on this number: it is the same for all instruction sets.
inline constexpr std::size_t chunk_rows = 24;

// Calls work.template operator()<into>(row, lane, rows) for every chunk and, within it, for every group of lanes.
template <class Work>
static inline void for_each_chunk(std::size_t n_row, const Work& work) {
  for (std::size_t b = 0; b < n_row; b += chunk_rows)
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      const std::size_t count = n_row - b < chunk_rows ? n_row - b : chunk_rows;
      b == 0 ? work.template operator()<Into::replace>(b, lane, count)
             : work.template operator()<Into::add>(b, lane, count);
    }
}

// Some rows of H, [rows][n_user], and of a single vector y if has_vector; g = H^H H, z = H^H y.
struct GramChunk {
  ConstBlockView h, y;
  std::size_t n_row, n_user;
  bool has_vector;
  BlockView g, z;
};

// The upper triangle of g from column j on, in panels of J columns and smaller ones for the rest, and as many rows of
// z. Panels of 3 keep the tiles beside the diagonal whole on AVX2 (64x8: 7 % faster than 4). Meanwhile the next columns
// are fetched, of these rows or of the next chunk (128x8: 4 % faster).
template <Into into, std::size_t J = (width == 16 ? 4 : 3)>
static inline void gram_panels(const GramChunk& m, std::size_t j = 0) {
  for (; j + J <= m.n_user; j += J) {
    const ConstBlockView h = {m.h.data + j * entry, m.h.stride};
    const float* next = j + J < m.n_user ? h.data + J * entry : m.h.data + m.n_row * m.h.stride;
    product<into>(m.h, h, {m.n_row}, {j, J}, {entry_of(m.g, 0, j), m.g.stride});
    upper_product<into, J, 2 * J>(h, {m.n_row, next - h.data}, {entry_of(m.g, j, j), m.g.stride});
    if (m.has_vector) product<into>(h, m.y, {m.n_row}, {J, 1}, {entry_of(m.z, j, 0), m.z.stride});
  }
  if constexpr (J > 1)
    if (j < m.n_user) gram_panels<into, J - 1>(m, j);
}

// z = H^H y for several columns.
static inline void filter_block(const LinkBlock& link, BlockView z) {
  float total[width];
  for (std::size_t lane = 0; lane < n_lane; lane += width) filter_columns(link, lane, z, total);
}

// z = H^H y: h [n_rx][n_user], y [n_rx][n_vector], z [n_user][n_vector].
static void matched_filter(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView z) {
  if (n.vector > 1) return filter_block({h, y, n}, z);
  for_each_chunk(n.rx, [&]<Into into>(std::size_t b, std::size_t lane, std::size_t n_row) {
    product<into>(from(h, b, lane), from(y, b, lane), {n_row}, {n.user, 1}, {z.data + lane, z.stride});
  });
}

// The upper triangle of G = H^H H.
static void upper_gram(ConstBlockView h, std::size_t n_rx, std::size_t n_user, BlockView g) {
  for_each_chunk(n_rx, [&]<Into into>(std::size_t b, std::size_t lane, std::size_t n_row) {
    gram_panels<into>({from(h, b, lane), {}, n_row, n_user, false, {g.data + lane, g.stride}, {}});
  });
}

// The upper triangle of G, and z. A single vector is worked on together with the tiles on the diagonal, so that each
// chunk of H is read from memory once: up to a fifth faster than one after the other.
static inline void upper_gram_and_filter(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView g,
                                         BlockView z) {
  for_each_chunk(n.rx, [&]<Into into>(std::size_t b, std::size_t lane, std::size_t n_row) {
    const GramChunk m = {from(h, b, lane),          from(y, b, lane),         n_row, n.user, n.vector == 1,
                         {g.data + lane, g.stride}, {z.data + lane, z.stride}};
    gram_panels<into>(m);
  });
  if (n.vector > 1) filter_block({h, y, n}, z);
}

// G(j, i) = conj G(i, j).
static void mirror_upper(BlockView g, std::size_t n_user) {
  for (std::size_t i = 0; i < n_user; ++i)
    for (std::size_t j = 0; j < i; ++j)
      for (std::size_t lane = 0; lane < n_lane; lane += width) {
        const float* upper = g.data + j * g.stride + i * entry + lane;
        float* lower = g.data + i * g.stride + j * entry + lane;
        store(lower, load(upper));
        store(lower + n_lane, -load(upper + n_lane));
      }
}

// G = H^H H; and with z = H^H y.
static void gram(ConstBlockView h, std::size_t n_rx, std::size_t n_user, BlockView g) {
  upper_gram(h, n_rx, n_user, g);
  mirror_upper(g, n_user);
}
static void gram_and_filter(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView g, BlockView z) {
  upper_gram_and_filter(h, y, n, g, z);
  mirror_upper(g, n.user);
}

}  // namespace ohmimo::simd::OHMIMO_ISA
