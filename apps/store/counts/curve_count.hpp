// What is counted of one curve over a block of frames. Integers only: sums are exact in any order.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "apps/link/error_count.hpp"

namespace ohmimo::counts {

struct CurveCount {
  ErrorCount errors;  // in a study of coded links of blocks, in the place of bits
  // Over frames, which are independent of each other: squares of bit errors, and products with those of the curve that
  // this one is held against. Variance and covariance of paired curves follow from them.
  std::uint64_t sum_sq_frame = 0, sum_product_frame = 0;
  // How the analogue solver ended, of all cycles together; 0 for digital curves.
  std::uint64_t solver_vectors = 0, solver_diverged = 0, solver_saturated = 0, solver_unstable = 0,
                solver_not_finite = 0;

  CurveCount& operator+=(const CurveCount& other);
  bool operator==(const CurveCount&) const = default;
};

// One row per number of a CurveCount: the column that holds it in the store.
struct CountColumn {
  std::string_view name;
  std::uint64_t& (*value)(CurveCount&);
};
inline constexpr std::size_t n_count_column = 18;
const std::array<CountColumn, n_count_column>& count_columns();

}  // namespace ohmimo::counts
