// Gram matrix and matched filter of a block of 16 channels.
#pragma once
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

static inline ConstBlockView from(ConstBlockView m, std::size_t row, std::size_t lane) {
  return {m.data + row * m.stride + lane, m.stride};
}

// The upper triangle of g = H^H H from column j on, in panels of J columns, the rest in smaller ones.
template <std::size_t J>
static inline void gram_panels(ConstBlockView h, const Rows& rows, std::size_t j, std::size_t n_user, BlockView g) {
  for (; j + J <= n_user; j += J) {
    const ConstBlockView d = {h.data + j * entry, h.stride};
    product_columns<tile_i, J>(h, d, rows, j, {g.data + j * entry, g.stride});
    product_tile<J, J, Tile::diagonal>(d, d, rows, {g.data + j * g.stride + j * entry, g.stride});
  }
  if constexpr (J > 1)
    if (j < n_user) gram_panels<J - 1>(h, rows, j, n_user, g);
}

// z = H^H y for a single column y, in tiles of I rows. Complex products as four real ones: here the loads set the
// pace, two for each four.
template <std::size_t I>
static inline void filter_column(ConstBlockView h, ConstBlockView y, const Rows& rows, std::size_t n_user,
                                 BlockView z) {
  std::size_t u = 0;
  for (; u + I <= n_user; u += I) {
    Vf re[I]{}, im[I]{};
    const float* a = h.data + u * entry;
    const float* d = y.data;
    for (std::size_t b = 0; b < rows.count; ++b, a += h.stride, d += y.stride) {
      const Vf d_re = load(d), d_im = load(d + n_lane);
      for (std::size_t i = 0; i < I; ++i) {
        const Vf a_re = load(a + i * entry), a_im = load(a + i * entry + n_lane);
        re[i] = fma(a_im, d_im, fma(a_re, d_re, re[i]));
        im[i] = fnma(a_im, d_re, fma(a_re, d_im, im[i]));
      }
    }
    for (std::size_t i = 0; i < I; ++i) {
      put(re[i], rows, z.data + (u + i) * z.stride);
      put(im[i], rows, z.data + (u + i) * z.stride + n_lane);
    }
  }
  if constexpr (I > 1)
    if (u < n_user)
      filter_column<I / 2>({h.data + u * entry, h.stride}, y, rows, n_user - u, {z.data + u * z.stride, z.stride});
}

static inline void filter_chunk(ConstBlockView h, ConstBlockView y, const Rows& rows, const LinkSize& n, BlockView z) {
  if (n.vector == 1)
    filter_column<width == 8 ? 4 : 8>(h, y, rows, n.user, z);
  else
    product(h, y, rows, {n.user, n.vector}, z);
}

// z = H^H y: h [n_rx][n_user], y [n_rx][n_vector], z [n_user][n_vector].
static void matched_filter(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView z) {
  for_each_chunk(n.rx, [&](std::size_t b, std::size_t lane, const Rows& rows) {
    filter_chunk(from(h, b, lane), from(y, b, lane), rows, n, {z.data + lane, z.stride});
  });
}

// The upper triangle of G = H^H H.
static void upper_gram(ConstBlockView h, std::size_t n_rx, std::size_t n_user, BlockView g) {
  for_each_chunk(n_rx, [&](std::size_t b, std::size_t lane, const Rows& rows) {
    gram_panels<tile_j>(from(h, b, lane), rows, 0, n_user, {g.data + lane, g.stride});
  });
}

// The upper triangle of G and z, each chunk of H read from memory once: up to a fifth faster than one after the other.
static void upper_gram_and_filter(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView g, BlockView z) {
  for_each_chunk(n.rx, [&](std::size_t b, std::size_t lane, const Rows& rows) {
    gram_panels<tile_j>(from(h, b, lane), rows, 0, n.user, {g.data + lane, g.stride});
    filter_chunk(from(h, b, lane), from(y, b, lane), rows, n, {z.data + lane, z.stride});
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
