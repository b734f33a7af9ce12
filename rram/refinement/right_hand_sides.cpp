#include "rram/refinement/right_hand_sides.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "rram/numbers/lane_vectors.hpp"

namespace ohmimo::rram {
namespace {

// A PowerOfTwo for every lane.
struct LaneScale {
  Lanes first, second;
  void set(std::size_t lane, int exponent) {
    const PowerOfTwo power(exponent);
    first.at[lane] = power.first;
    second.at[lane] = power.second;
  }
};

// value = value 2^exponent where the lane is active, else 0; value [n].
[[gnu::always_inline]] inline void scale_active(const LaneScale& scale, const Lanes& active, std::size_t n,
                                                Lanes* value) {
  for (std::size_t j = 0; j < n; ++j)
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) {
      const double scaled = value[j].at[l] * scale.first.at[l] * scale.second.at[l];
      value[j].at[l] = active.at[l] != 0.0 ? scaled : 0.0;
    }
}

// Sum of 0 times the elements of each lane: 0 if all are finite, else NaN.
struct SumZeros {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const Lanes* value, std::size_t n, Lanes& zero) {
    for (std::size_t lane = 0; lane < n_lane; lane += 2 * width) {
      Vector<width> left{}, right{};
      for (std::size_t j = 0; j < n; ++j) {
        left += 0.0 * vector_at<width>(value[j], lane);
        right += 0.0 * vector_at<width>(value[j], lane + width);
      }
      vector_at<width>(zero, lane) = left;
      vector_at<width>(zero, lane + width) = right;
    }
  }
};

// Multiplies state.r by the factors and scales it back to a largest magnitude in [0.5, 1).
void equilibrate(Batch& batch, Refinement& state) {
  Lanes magnitude;
  for (std::size_t j = 0; j < state.n; ++j)
    for (double& value : state.r[j].at) value *= batch.factor[j];
  largest(state.r, state.n, magnitude);
  LaneScale down;
  for (std::size_t l = 0; l < n_lane; ++l) {
    const int shift = exponent_of(magnitude.at[l]);
    down.set(l, -shift);
    batch.exponent[l] += shift;
  }
  simd::run_by_isa<scale_active>(down, state.active, state.n, state.r);
}

struct Elements {
  const Lanes* value;  // [n]
  std::size_t n;
};
// Where the lanes of element j go: out + j stride.
struct Columns {
  double* out;
  std::size_t stride;
};

// out = value 2^exponent of each lane; zero = sum of 0 times these: 0 if all of a lane are finite, else NaN.
struct ScaleOut {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const Elements& elements, const LaneScale& scale, const Columns& columns,
                                         Lanes& zero) {
    constexpr std::size_t n_part = n_lane / width;
    Vector<width> sum[n_part] = {};
    for (std::size_t j = 0; j < elements.n; ++j) {
      double* out = columns.out + j * columns.stride;
#pragma GCC unroll 8
      for (std::size_t k = 0; k < n_part; ++k) {
        const std::size_t lane = k * width;
        Vector<width> scaled = vector_at<width>(elements.value[j], lane);
        scaled *= vector_at<width>(scale.first, lane);
        scaled *= vector_at<width>(scale.second, lane);
        sum[k] += 0.0 * scaled;
        std::memcpy(out + lane, &scaled, sizeof scaled);
      }
    }
#pragma GCC unroll 8
    for (std::size_t k = 0; k < n_part; ++k) vector_at<width>(zero, k * width) = sum[k];
  }
};

struct Storing {
  const Batch& batch;
  std::array<int, n_lane> exponent;
  Lanes* work;  // [n]; may be the storage of the values
};
// Rows of the batch in m = value 2^(exponent of the lane); zero as of ScaleOut. zero is no return value: GCC 12
// misaligns one that the caller discards.
void store(const Storing& to, const Elements& elements, arma::mat& m, Lanes& zero) {
  const Batch& batch = to.batch;
  LaneScale scale;
  for (std::size_t l = 0; l < n_lane; ++l) scale.set(l, to.exponent[l]);
  if (batch.count == n_lane) {
    run_by_width<ScaleOut>(elements, scale, Columns{m.memptr() + batch.first, m.n_rows}, zero);
    return;
  }
  run_by_width<ScaleOut>(elements, scale, Columns{to.work->at, n_lane}, zero);
  for (std::size_t l = 0; l < batch.count; ++l)
    for (std::size_t j = 0; j < elements.n; ++j) m(batch.first + l, j) = to.work[j].at[l];
}

}  // namespace

void load(const arma::mat& b, int word_bits, Batch& batch, Refinement& state) {
  for (std::size_t j = 0; j < state.n; ++j) {
    if (batch.count < n_lane) state.r[j] = Lanes{};
    std::copy_n(b.colptr(j) + batch.first, batch.count, state.r[j].at);
  }
  Lanes magnitude, zero;
  largest(state.r, state.n, magnitude);
  run_by_width<SumZeros>(state.r, state.n, zero);
  LaneScale down;
  for (std::size_t l = 0; l < n_lane; ++l) {
    const bool finite = zero.at[l] == 0.0;
    state.status[l] = finite ? SolveReport::Status::not_run : SolveReport::Status::not_finite;
    state.active.at[l] = finite && l < batch.count ? 1.0 : 0.0;
    batch.exponent[l] = finite ? exponent_of(magnitude.at[l]) : 0;
    down.set(l, -batch.exponent[l]);
  }
  simd::run_by_isa<scale_active>(down, state.active, state.n, state.r);
  if (!batch.factor.empty()) equilibrate(batch, state);
  if (word_bits > 0) scale(to_words({state.r, state.n}, word_bits, state.r).lsb, state.n, state.r);
}

void store_solution(const Lanes* values, const Batch& batch, arma::mat& x, Refinement& state) {
  if (!batch.factor.empty()) {
    for (std::size_t j = 0; j < state.n; ++j)
      for (std::size_t l = 0; l < n_lane; ++l) state.product[j].at[l] = batch.factor[j] * values[j].at[l];
    values = state.product;
  }
  std::array<int, n_lane> exponent = batch.exponent;
  for (std::size_t l = 0; l < n_lane; ++l) exponent[l] -= batch.matrix_exponent[l];
  Lanes zero;
  store({batch, exponent, state.product}, {values, state.n}, x, zero);
  for (std::size_t l = 0; l < batch.count; ++l) {
    if (zero.at[l] == 0.0) continue;
    for (std::size_t j = 0; j < x.n_cols; ++j) x(batch.first + l, j) = 0.0;
    state.status[l] = SolveReport::Status::not_finite;
  }
}

void store_residual(const Lanes* values, const Batch& batch, arma::mat& r, Refinement& state) {
  if (!batch.factor.empty()) {
    for (std::size_t j = 0; j < state.n; ++j)
      for (std::size_t l = 0; l < n_lane; ++l) state.product[j].at[l] = values[j].at[l] / batch.factor[j];
    values = state.product;
  }
  Lanes zero;  // a residual that is not finite stays as it is
  store({batch, batch.exponent, state.product}, {values, state.n}, r, zero);
}

}  // namespace ohmimo::rram
