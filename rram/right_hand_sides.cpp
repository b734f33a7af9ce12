#include "rram/right_hand_sides.hpp"

#include <algorithm>
#include <cmath>

#include "rram/scaling.hpp"

namespace ohmimo::rram {
namespace {

// Powers of two of every lane, as PowerOfTwo.
struct LaneScale {
  Lanes first, second;
  void set(std::size_t lane, int exponent) {
    const PowerOfTwo power(exponent);
    first.at[lane] = power.first;
    second.at[lane] = power.second;
  }
};

// value = value 2^exponent where the lane is active, else 0; value [n].
OHMIMO_LANE_CLONES void scale_active(const LaneScale& scale, const Lanes& active, std::size_t n, Lanes* value) {
  for (std::size_t j = 0; j < n; ++j)
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      const double scaled = value[j].at[l] * scale.first.at[l] * scale.second.at[l];
      value[j].at[l] = active.at[l] != 0.0 ? scaled : 0.0;
    }
}

// Sum of 0 times the elements of each lane: 0 if all are finite, else NaN.
OHMIMO_LANE_CLONES void find_infinite(const Lanes* value, std::size_t n, Lanes& zero) {
  Lanes sum{};
  for (std::size_t j = 0; j < n; ++j)
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) sum.at[l] += 0.0 * value[j].at[l];
  zero = sum;
}

// state.r times the factors, brought back to a largest magnitude in [0.5, 1).
void equilibrate(Batch& batch, Refinement& state) {
  Lanes magnitude;
  for (std::size_t j = 0; j < state.n; ++j)
    for (double& value : state.r[j].at) value *= batch.factor[j];
  largest(state.r, state.n, magnitude);
  LaneScale down;
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    const int shift = exponent_of(magnitude.at[l]);
    down.set(l, -shift);
    batch.exponent[l] += shift;
  }
  scale_active(down, state.active, state.n, state.r);
}

struct Elements {
  const Lanes* value;  // [n]
  std::size_t n;
};
// Rows of a matrix by columns: the first lane of element j at out + j stride.
struct Columns {
  double* out;
  std::size_t stride, count;
};
// out = value 2^exponent of each lane; zero as find_infinite gives it.
OHMIMO_LANE_CLONES void scale_out(const Elements& elements, const LaneScale& scale, const Columns& columns,
                                  Lanes& zero) {
  Lanes sum{};
  for (std::size_t j = 0; j < elements.n; ++j) {
    const double* __restrict value = elements.value[j].at;
    double* column = columns.out + j * columns.stride;
    Lanes part;
    double* __restrict out = columns.count == n_rhs_lane ? column : part.at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      const double scaled = value[l] * scale.first.at[l] * scale.second.at[l];
      out[l] = scaled;
      sum.at[l] += 0.0 * scaled;
    }
    if (columns.count < n_rhs_lane) std::copy_n(part.at, columns.count, column);
  }
  zero = sum;
}

LaneScale scale_of(const Batch& batch, int shift) {
  LaneScale scale;
  for (std::size_t l = 0; l < n_rhs_lane; ++l) scale.set(l, batch.exponent[l] + shift);
  return scale;
}

}  // namespace

void load(const arma::mat& b, int word_bits, Batch& batch, Refinement& state) {
  for (std::size_t j = 0; j < state.n; ++j) {
    if (batch.count < n_rhs_lane) state.r[j] = Lanes{};
    std::copy_n(b.colptr(j) + batch.first, batch.count, state.r[j].at);
  }
  Lanes magnitude, zero;
  largest(state.r, state.n, magnitude);
  find_infinite(state.r, state.n, zero);
  LaneScale down;
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    const bool finite = zero.at[l] == 0.0;
    state.status[l] = finite ? SolveReport::Status::not_run : SolveReport::Status::not_finite;
    state.active.at[l] = finite && l < batch.count ? 1.0 : 0.0;
    batch.exponent[l] = finite ? exponent_of(magnitude.at[l]) : 0;
    down.set(l, -batch.exponent[l]);
  }
  scale_active(down, state.active, state.n, state.r);
  if (!batch.factor.empty()) equilibrate(batch, state);
  if (word_bits > 0) scale(to_words({state.r, state.n}, word_bits, state.r).lsb, state.n, state.r);
}

void store_solution(const Lanes* values, const Batch& batch, int shift, arma::mat& x, Refinement& state) {
  if (!batch.factor.empty()) {
    for (std::size_t j = 0; j < state.n; ++j)
      for (std::size_t l = 0; l < n_rhs_lane; ++l) state.product[j].at[l] = batch.factor[j] * values[j].at[l];
    values = state.product;
  }
  Lanes zero;
  scale_out({values, state.n}, scale_of(batch, shift), {x.memptr() + batch.first, x.n_rows, batch.count}, zero);
  for (std::size_t l = 0; l < batch.count; ++l) {
    if (zero.at[l] == 0.0) continue;
    for (std::size_t j = 0; j < x.n_cols; ++j) x(batch.first + l, j) = 0.0;
    state.status[l] = SolveReport::Status::not_finite;
  }
}

void store_residual(const Lanes* values, const Batch& batch, arma::mat& r, Refinement& state) {
  if (!batch.factor.empty()) {
    for (std::size_t j = 0; j < state.n; ++j)
      for (std::size_t l = 0; l < n_rhs_lane; ++l) state.product[j].at[l] = values[j].at[l] / batch.factor[j];
    values = state.product;
  }
  Lanes zero;
  scale_out({values, state.n}, scale_of(batch, 0), {r.memptr() + batch.first, r.n_rows, batch.count}, zero);
}

}  // namespace ohmimo::rram
