#include "rram/refinement/chebyshev.hpp"

#include <algorithm>

#include "rram/refinement/refinement_steps.hpp"

namespace ohmimo::rram {
namespace {

// d = old_share d + new_share z; 0 in lanes that are not active.
void next_direction(double old_share, double new_share, const Refinement& state, Lanes* d) {
  Lanes kept, taken;
  for (std::size_t l = 0; l < n_lane; ++l) {
    kept.at[l] = state.active.at[l] != 0.0 ? old_share : 0.0;
    taken.at[l] = state.active.at[l] != 0.0 ? new_share : 0.0;
  }
  scale(kept, state.n, d);
  add_scaled(taken, state.dx, state.n, d);
}

}  // namespace

void chebyshev_cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule,
                     Refinement& state) {
  const double middle = 0.5 * (rule.interval.highest + rule.interval.lowest);
  const double half_width = 0.5 * (rule.interval.highest - rule.interval.lowest);
  ChebyshevStep& last = state.chebyshev;
  inverse.solve(state.r, state.dx, rule.precision, state.scratch);
  if (last.made++ == 0) {
    std::fill_n(last.p, state.n, Lanes{});
    next_direction(0.0, 1.0 / middle, state, last.p);
    last.rho = half_width / middle;
  } else {
    const double rho = 1.0 / (2.0 * middle / half_width - last.rho);
    next_direction(rho * last.rho, 2.0 * rho / half_width, state, last.p);
    last.rho = rho;
  }
  apply(a, rule.precision, {last.p, state.product});
  Lanes one;
  std::fill_n(one.at, n_lane, 1.0);
  add_scaled(one, last.p, state.n, state.x);
  subtract(state.product, state.n, state.r);
  dot(state.r, state.r, state.n, state.norm2);
  judge({.growth2 = 16.0}, rule.tolerance, state);
}

}  // namespace ohmimo::rram
