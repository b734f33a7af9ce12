// Sizes passed to kernels.
#pragma once
#include <cstddef>
#include <cstdint>

#include "phy/block_view.hpp"

namespace ohmimo::simd {

struct LinkSize {
  std::size_t rx, user, vector;
};

// c[n_i][n_j] (+)= sum over n_row rows.
struct ProductShape {
  std::size_t n_i, n_j, n_row;
  bool accumulate;
};

// One axis of a square QAM: levels = 2^bits amplitudes, spaced 2 scale apart.
struct AxisScale {
  int bits, levels;
  float scale;
};

// Error counts of one block, per lane (channel).
struct LaneErrors {
  std::uint32_t bit[n_lane] = {};             // wrong bits
  std::uint32_t symbol[n_lane] = {};          // wrong symbols
  std::uint32_t vector[n_lane] = {};          // vectors with at least one wrong bit
  std::uint32_t vector_squares[n_lane] = {};  // sum over vectors of (wrong bits)^2
};

}  // namespace ohmimo::simd
