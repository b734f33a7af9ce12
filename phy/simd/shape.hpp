// Sizes passed to kernels.
#pragma once
#include <cstddef>
#include <cstdint>

#include "phy/block_view.hpp"

namespace ohmimo::simd {

struct LinkSize {
  std::size_t rx, user, vector;
};

// What a detector starts from: H and y of one block, or G = H^H H and z = H^H y.
struct LinkBlock {
  ConstBlockView h, y;
  LinkSize size;
};
struct GramBlock {
  ConstBlockView g, z;
  LinkSize size;
};

// How G + ridge I is factored, and how a linear detector makes estimates from solutions of (G + ridge I) x = z.
struct FactorRule {
  float ridge;
  float doubt = 0.f;           // pivots up to this times the largest diagonal entry times their own are doubtful
  float doubt_relative = 0.f;  // and those up to this times their own
};
struct LinearRule {
  FactorRule factor;
  float noise_var;
  bool unbiased;
};
struct EstimateBlock {
  BlockView x;  // [n_user][n_vector]
  float* var;   // [n_user][n_vector][16]; null = not asked for
};
struct DetectOutput {
  EstimateBlock estimates;
  float* valid;  // [16], as by cholesky()
};
// What depends on the channel alone: x = scale times the solution, var = variance.
struct ChannelOutput {
  const float* valid;             // [16]: usable above 0.5
  const float *scale, *variance;  // [n_user][16]; apply_filter() needs no scale
};

// A filter and the variance of its estimates.
struct FilterOutput {
  BlockView f;      // [n_rx][n_user]
  float* valid;     // [16], as by cholesky()
  float* variance;  // [n_user][16]
};

// A matrix to factor, A = R^H R, with columns to its right.
struct FactorSize {
  std::size_t user, more;
};
struct FactorOutput {
  float* valid;       // [16]: 1, or 0.75 where in doubt, or 0
  float* d;           // [n_user][16]: diagonal of A^-1; null = neither this nor inverse is asked for
  BlockView inverse;  // [n_user][n_user]: R^-H; 4 x 4 blocks above the diagonal are not written to
};

// The paths of one user at one time, and their phases at 16 frequencies.
struct PathBlock {
  const float* gain;   // [n_path][n_rx][re, im]
  const float* phase;  // [n_path][re|im][16]
  std::size_t n_path, n_rx;
};

// One axis of a square QAM: levels = 2^bits amplitudes, spaced 2 scale apart.
struct AxisScale {
  int bits, levels;
  float scale;
};

// n_entry symbols per lane, x[n_entry][re|im][16], and the error variance of each, var[n_entry][16].
struct SoftBitRow {
  const float *x, *var;
  std::size_t n_entry;
};
// Soft bits are 0 where var is infinite, a number is NaN, or |re| or |im| reaches soft_bit_largest_x. A var below
// soft_bit_least_var, negative ones too, counts as that. Within these limits every soft bit is finite.
inline constexpr float soft_bit_largest_x = 0x1p30f, soft_bit_least_var = 0x1p-64f;

// Error counts of one block, per lane (channel).
struct LaneErrors {
  std::uint32_t bit[n_lane] = {};             // wrong bits
  std::uint32_t symbol[n_lane] = {};          // wrong symbols
  std::uint32_t vector[n_lane] = {};          // vectors with at least one wrong bit
  std::uint64_t vector_squares[n_lane] = {};  // sum over vectors of (wrong bits)^2
};

}  // namespace ohmimo::simd
