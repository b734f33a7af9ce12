#include "rram/right_hand_sides.hpp"

#include <algorithm>
#include <cmath>

#include "rram/scaling.hpp"

namespace ohmimo::rram {
namespace {

void round_to_words(int word_bits, Refinement& state) {
  const Words words = to_words({state.r, state.n}, word_bits, state.r);
  for (std::size_t j = 0; j < state.n; ++j)
    for (std::size_t l = 0; l < n_rhs_lane; ++l) state.r[j].at[l] *= words.lsb.at[l];
}

// Lane l of state.r times the factors, brought back to a largest magnitude in [0.5, 1).
void equilibrate_lane(std::size_t l, Batch& batch, Refinement& state) {
  double magnitude = 0.0;
  for (std::size_t j = 0; j < state.n; ++j) {
    state.r[j].at[l] *= batch.factor[j];
    magnitude = std::max(magnitude, std::abs(state.r[j].at[l]));
  }
  const int shift = exponent_of(magnitude);
  const PowerOfTwo down(-shift);
  for (std::size_t j = 0; j < state.n; ++j) state.r[j].at[l] = down.scale(state.r[j].at[l]);
  batch.exponent[l] += shift;
}

}  // namespace

void load(const arma::mat& b, int word_bits, Batch& batch, Refinement& state) {
  std::fill_n(state.r, state.n, Lanes{});
  state.active = Lanes{};
  state.status.fill(SolveReport::Status::not_run);
  for (std::size_t l = 0; l < batch.count; ++l) {
    double magnitude = 0.0;
    bool finite = true;
    for (std::size_t j = 0; j < state.n; ++j) {
      const double value = b(batch.first + l, j);
      finite = finite && std::isfinite(value);
      magnitude = std::max(magnitude, std::abs(value));
    }
    state.status[l] = finite ? SolveReport::Status::not_run : SolveReport::Status::not_finite;
    if (!finite) continue;
    state.active.at[l] = 1.0;
    batch.exponent[l] = exponent_of(magnitude);
    const PowerOfTwo down(-batch.exponent[l]);
    for (std::size_t j = 0; j < state.n; ++j) state.r[j].at[l] = down.scale(b(batch.first + l, j));
    if (!batch.factor.empty()) equilibrate_lane(l, batch, state);
  }
  if (word_bits > 0) round_to_words(word_bits, state);
}

void store_solution(const Lanes* values, const Batch& batch, int shift, arma::mat& x) {
  for (std::size_t l = 0; l < batch.count; ++l) {
    const PowerOfTwo up(batch.exponent[l] + shift);
    for (std::size_t j = 0; j < x.n_cols; ++j)
      x(batch.first + l, j) = up.scale(batch.factor.empty() ? values[j].at[l] : batch.factor[j] * values[j].at[l]);
  }
}

void store_residual(const Lanes* values, const Batch& batch, arma::mat& r) {
  for (std::size_t l = 0; l < batch.count; ++l) {
    const PowerOfTwo up(batch.exponent[l]);
    for (std::size_t j = 0; j < r.n_cols; ++j)
      r(batch.first + l, j) = up.scale(batch.factor.empty() ? values[j].at[l] : values[j].at[l] / batch.factor[j]);
  }
}

void drop_overflow(const Batch& batch, arma::mat& x, Refinement& state) {
  for (std::size_t l = 0; l < batch.count; ++l) {
    bool finite = true;
    for (std::size_t j = 0; j < x.n_cols; ++j) finite = finite && std::isfinite(x(batch.first + l, j));
    if (finite) continue;
    for (std::size_t j = 0; j < x.n_cols; ++j) x(batch.first + l, j) = 0.0;
    state.status[l] = SolveReport::Status::not_finite;
  }
}

}  // namespace ohmimo::rram
