#include "rram/refinement/refinement.hpp"

#include <algorithm>
#include <utility>

#include "rram/refinement/chebyshev.hpp"
#include "rram/refinement/conjugate_gradient.hpp"
#include "rram/refinement/refinement_steps.hpp"
#include "rram/refinement/word_grid.hpp"

namespace ohmimo::rram {
namespace {

// x = x + dx of the active lanes in double.
[[gnu::always_inline]] inline void advance_ideal(Refinement& state) {
  for (std::size_t j = 0; j < state.n; ++j) {
    double* __restrict dx = state.dx[j].at;
    double* __restrict x = state.x[j].at;
    const double* __restrict active = state.active.at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) {
      dx[l] = active[l] != 0.0 ? dx[l] : 0.0;
      x[l] += dx[l];
    }
  }
}

// Rounds the step to the grid and subtracts its exact product from the residual.
template <class Matrix>
void advance_on_grid(const Matrix& a, const Precision& precision, Refinement& state) {
  const Words step = move_on_grid(precision.word_bits, state);
  a.subtract_product(a.whole(), step, {state.r, precision.reader}, state.product);
  std::swap(state.r, state.product);
}

// norms: ||A||_F of the matrix of each lane.
void judge_stationary(const Lanes& norms, const RefinementRule& rule, Refinement& state) {
  Guard guard{.growth2 = 16.0};
  for (std::size_t l = 0; l < n_lane; ++l)
    guard.rounding2.at[l] = norms.at[l] * norms.at[l] * static_cast<double>(state.n) / 4.0;
  dot(state.r, state.r, state.n, state.norm2);
  judge(guard, rule.tolerance, state);
}

void stationary_cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule,
                      Refinement& state) {
  inverse.solve(state.r, state.dx, rule.precision, state.scratch);
  Lanes norms{};
  if (rule.precision.word_bits > 0) {
    advance_on_grid(a, rule.precision, state);
    std::fill_n(norms.at, n_lane, a.frobenius_norm());
  } else {
    simd::run_by_isa<advance_ideal>(state);
    a.multiply_ideal(a.whole(), state.dx, state.product);
    subtract(state.product, state.n, state.r);
  }
  judge_stationary(norms, rule, state);
}

}  // namespace

bool Refinement::any_active() const {
  return std::any_of(std::begin(active.at), std::end(active.at), [](double flag) { return flag != 0.0; });
}

void start(Refinement& state) {
  std::fill_n(state.x, state.n, Lanes{});
  std::fill_n(state.best_x, state.n, Lanes{});
  std::copy_n(state.r, state.n, state.best_r);
  dot(state.r, state.r, state.n, state.b_norm2);
  state.norm2 = state.best_norm2 = state.b_norm2;
  state.lsb = Lanes{};
  state.cycles.fill(0);
  state.chebyshev.made = 0;
  state.plain.made = state.joint.made = 0;
  state.plain.rank = state.joint.rank = Lanes{};
  if (state.r_plain) std::copy_n(state.r, state.n, state.r_plain);
}

void cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule, Refinement& state) {
  switch (rule.kind) {
    case RefinementKind::fcg:
      return conjugate_gradient_cycle(inverse, a, rule, state);
    case RefinementKind::chebyshev:
      return chebyshev_cycle(inverse, a, rule, state);
    default:
      return stationary_cycle(inverse, a, rule, state);
  }
}

void cycle(const InverseLanes& inverse, const SlicedLanes& a, const RefinementRule& rule, Refinement& state) {
  inverse.solve(state.r, state.dx, rule.precision, state.scratch);
  advance_on_grid(a, rule.precision, state);
  judge_stationary(a.frobenius_norm(), rule, state);
}

}  // namespace ohmimo::rram
