#include "rram/lanes.hpp"

#include <cmath>

namespace ohmimo::rram {

// Four columns per pass keep the running sum in registers for four products.
OHMIMO_LANE_CLONES void multiply(const MatrixView& a, const Lanes* x, Lanes* y) {
  for (std::size_t i = 0; i < a.n_row; ++i) {
    const double* row = a.data + i * a.stride;
    double* __restrict sum = y[i].at;
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) sum[l] = 0.0;
    std::size_t j = 0;
    for (; j + 4 <= a.n_col; j += 4) {
      const double a0 = row[j], a1 = row[j + 1], a2 = row[j + 2], a3 = row[j + 3];
      const Lanes* __restrict column = x + j;
#pragma GCC unroll 1
      for (std::size_t l = 0; l < n_rhs_lane; ++l)
        sum[l] =
            (((sum[l] + a0 * column[0].at[l]) + a1 * column[1].at[l]) + a2 * column[2].at[l]) + a3 * column[3].at[l];
    }
    for (; j < a.n_col; ++j) {
      const double* __restrict column = x[j].at;
#pragma GCC unroll 1
      for (std::size_t l = 0; l < n_rhs_lane; ++l) sum[l] += row[j] * column[l];
    }
  }
}

OHMIMO_LANE_CLONES void subtract_from(const Lanes* a, std::size_t n, Lanes* b) {
  const double* __restrict minuend = a->at;
  double* __restrict subtrahend = b->at;
  for (std::size_t k = 0; k < n * n_rhs_lane; ++k) subtrahend[k] = minuend[k] - subtrahend[k];
}

OHMIMO_LANE_CLONES void largest(const Lanes* x, std::size_t n, Lanes& magnitude) {
  Lanes best{};
  for (std::size_t j = 0; j < n; ++j) {
    const double* __restrict element = x[j].at;
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      const double value = std::abs(element[l]);
      best.at[l] = value > best.at[l] ? value : best.at[l];
    }
  }
  magnitude = best;
}

}  // namespace ohmimo::rram
