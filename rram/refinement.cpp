#include "rram/refinement.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "rram/chebyshev.hpp"
#include "rram/conjugate_gradient.hpp"
#include "rram/refinement_steps.hpp"

namespace ohmimo::rram {
namespace {

// x = x + dx of the active lanes in double.
OHMIMO_LANE_CLONES void advance_ideal(Refinement& state) {
  for (std::size_t j = 0; j < state.n; ++j) {
    double* __restrict dx = state.dx[j].at;
    double* __restrict x = state.x[j].at;
    const double* __restrict active = state.active.at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      dx[l] = active[l] != 0.0 ? dx[l] : 0.0;
      x[l] += dx[l];
    }
  }
}

// The grid of x after this cycle. Cycle 1 fixes full scale at twice the power of two above max|dx_1|: one bit of
// headroom. Should x outgrow it, full scale doubles, once per cycle.
void choose_grid(const Lanes& magnitude, double codes, const Refinement& state, Lanes& grid) {
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    const double lsb = state.lsb.at[l];
    if (state.active.at[l] == 0.0)
      grid.at[l] = lsb;
    else if (lsb == 0.0)
      grid.at[l] = 2.0 * power_of_two_above(magnitude.at[l]) / codes;
    else
      grid.at[l] = magnitude.at[l] > (codes - 1.0) * lsb ? 2.0 * lsb : lsb;
  }
}

// Largest |x + dx| of each lane.
OHMIMO_LANE_CLONES void sum_magnitude(const Refinement& state, Lanes& magnitude) {
  Lanes best{};
  for (std::size_t j = 0; j < state.n; ++j) {
    const double* __restrict x = state.x[j].at;
    const double* __restrict dx = state.dx[j].at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      const double value = std::abs(x[l] + dx[l]);
      best.at[l] = value > best.at[l] ? value : best.at[l];
    }
  }
  magnitude = best;
}

// x = round(x + dx) on the grid, clipped to the words; dx becomes the step made, in codes of step_lsb.
OHMIMO_LANE_CLONES void move_on_grid(Refinement& state, const Lanes& grid, const Lanes& step_lsb, double most) {
  Lanes per_grid, per_step;
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    per_grid.at[l] = 1.0 / grid.at[l];
    per_step.at[l] = 1.0 / step_lsb.at[l];
  }
  for (std::size_t j = 0; j < state.n; ++j) {
    double* __restrict x = state.x[j].at;
    double* __restrict dx = state.dx[j].at;
    const double* __restrict active = state.active.at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_rhs_lane; ++l) {
      const double rounded = round_even((x[l] + dx[l]) * per_grid.at[l]);
      const double below = rounded < most ? rounded : most;
      const double code = below > -most ? below : -most;
      const double moved = active[l] != 0.0 ? code * grid.at[l] : x[l];
      dx[l] = (moved - x[l]) * per_step.at[l];
      x[l] = moved;
    }
  }
}

// Rounds the step to the grid and takes its product, exact, off the residual.
void advance_on_grid(const BitSlicedMatrix& a, const Precision& precision, Refinement& state) {
  const double codes = std::ldexp(1.0, precision.word_bits - 1);
  Lanes magnitude, grid;
  sum_magnitude(state, magnitude);
  choose_grid(magnitude, codes, state, grid);
  Words step{.code = state.dx, .lsb = {}};
  for (std::size_t l = 0; l < n_rhs_lane; ++l) {
    if (grid.at[l] == 0.0) grid.at[l] = 1.0;                                 // a lane frozen before its first cycle
    step.lsb.at[l] = state.lsb.at[l] == 0.0 ? grid.at[l] : state.lsb.at[l];  // the finer of both grids
  }
  move_on_grid(state, grid, step.lsb, codes - 1.0);
  state.lsb = grid;
  a.subtract_product(a.whole(), step, {state.r, precision.reader}, state.product);
  std::swap(state.r, state.product);
}

void stationary_cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule,
                      Refinement& state) {
  inverse.solve(state.r, state.dx, rule.precision, state.scratch);
  double rounding2 = 0.0;
  if (rule.precision.word_bits > 0) {
    advance_on_grid(a, rule.precision, state);
    const double norm = a.frobenius_norm();
    rounding2 = norm * norm * static_cast<double>(state.n) / 4.0;
  } else {
    advance_ideal(state);
    a.multiply_ideal(a.whole(), state.dx, state.product);
    subtract(state.product, state.n, state.r);
  }
  dot(state.r, state.r, state.n, state.norm2);
  judge({.growth2 = 16.0, .rounding2 = rounding2}, rule.tolerance, state);
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
  state.directions.made = 0;
}

std::size_t kept_directions(RefinementKind kind, std::size_t n) {
  if (kind == RefinementKind::fcg) return kept_conjugate_directions(n);
  return kind == RefinementKind::chebyshev ? 1 : 0;
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

}  // namespace ohmimo::rram
