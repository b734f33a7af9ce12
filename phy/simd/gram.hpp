// Gram matrix and matched filter of a block of 16 channels.
#pragma once
#include "phy/simd/filter.hpp"
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// Rows of H worked on at a time. The 24 rows of the 4 + 4 columns of a tile are 24 KiB, within the first-level cache of
// any machine; fewer rows fill and empty the sums of a tile too often (16 rows: 2 to 4 % slower up to 16 users).
// Results depend on it (sums are added chunk by chunk), so it is one number for all.
inline constexpr std::size_t chunk_rows = 24;

// Calls work(row, lane, rows) for every chunk and, within it, for every group of lanes.
template <class Work>
static inline void for_each_chunk(std::size_t n_row, const Work& work) {
  for (std::size_t b = 0; b < n_row; b += chunk_rows)
    for (std::size_t lane = 0; lane < n_lane; lane += width)
      work(b, lane, Rows{n_row - b < chunk_rows ? n_row - b : chunk_rows, b > 0});
}

// Some rows of H, [rows][n_user], and of a single vector y to go with it where has_vector; g = H^H H, z = H^H y.
struct GramChunk {
  ConstBlockView h, y;
  std::size_t n_user;
  bool has_vector;
  BlockView g, z;
};

// The J x J tile of g on the diagonal from user j on, and J rows of z. Together they have 14 sums for J = 4, too many
// for AVX2. The columns that are next, of these rows or of the chunk after, are fetched meanwhile (128x8: 4 % faster).
template <std::size_t J>
static inline void gram_diagonal(const GramChunk& m, Rows rows, std::size_t j) {
  const ConstBlockView h = {m.h.data + j * entry, m.h.stride};
  const BlockView g = {m.g.data + j * m.g.stride + j * entry, m.g.stride}, z = {m.z.data + j * m.z.stride, m.z.stride};
  rows.ahead = j + J < m.n_user ? h.data + J * entry : m.h.data + rows.count * m.h.stride;
  if (width != 8 && m.has_vector)
    return product_tile_to<J, J + 1, Tile::diagonal, 2 * J>(h, m.y, rows, [&](std::size_t i, std::size_t k) {
      return k < J ? g.data + i * g.stride + k * entry : z.data + i * z.stride;
    });
  product_tile<J, J, Tile::diagonal, 2 * J>(h, h, rows, g);
  if (m.has_vector) product_tile<J, 1>(h, m.y, rows, z);
}

// The upper triangle of g from column j on, in panels of J columns, the rest in smaller ones; and as many rows of z.
template <std::size_t J>
static inline void gram_panels(const GramChunk& m, const Rows& rows, std::size_t j) {
  for (; j + J <= m.n_user; j += J) {
    product_columns<tile_i, J>(m.h, {m.h.data + j * entry, m.h.stride}, rows, j, {m.g.data + j * entry, m.g.stride});
    gram_diagonal<J>(m, rows, j);
  }
  if constexpr (J > 1)
    if (j < m.n_user) gram_panels<J - 1>(m, rows, j);
}

// Several columns, in one group of lanes.
static inline void filter_lanes(const LinkBlock& link, std::size_t lane, BlockView z) {
  float total[width];
  filter_columns(link, lane, z, total);
}

// z = H^H y: h [n_rx][n_user], y [n_rx][n_vector], z [n_user][n_vector].
static void matched_filter(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView z) {
  for_each_chunk(n.rx, [&](std::size_t b, std::size_t lane, const Rows& rows) {
    if (n.vector == 1)
      product_columns<width == 8 ? 4 : 8, 1>(from(h, b, lane), from(y, b, lane), rows, n.user,
                                             {z.data + lane, z.stride});
    else if (b == 0)
      filter_lanes({h, y, n}, lane, z);
  });
}

// The upper triangle of G = H^H H.
static void upper_gram(ConstBlockView h, std::size_t n_rx, std::size_t n_user, BlockView g) {
  for_each_chunk(n_rx, [&](std::size_t b, std::size_t lane, const Rows& rows) {
    gram_panels<tile_j>({from(h, b, lane), {}, n_user, false, {g.data + lane, g.stride}, {}}, rows, 0);
  });
}

// The upper triangle of G and z. A single vector rides with the tiles on the diagonal, each chunk of H read from memory
// once: up to a fifth faster than one after the other.
static inline void upper_gram_and_filter(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView g,
                                         BlockView z) {
  for_each_chunk(n.rx, [&](std::size_t b, std::size_t lane, const Rows& rows) {
    const GramChunk m = {from(h, b, lane), from(y, b, lane),          n.user,
                         n.vector == 1,    {g.data + lane, g.stride}, {z.data + lane, z.stride}};
    gram_panels<tile_j>(m, rows, 0);
    if (!m.has_vector && b == 0) filter_lanes({h, y, n}, lane, z);
  });
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
