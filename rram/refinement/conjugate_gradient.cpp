#include "rram/refinement/conjugate_gradient.hpp"

#include <algorithm>
#include <limits>

#include "rram/refinement/refinement_steps.hpp"

namespace ohmimo::rram {
namespace {

// a / b where the lane is active and b > 0, else 0.
void divide(const Lanes& a, const Lanes& b, const Lanes& active, Lanes& quotient) {
  for (std::size_t l = 0; l < n_lane; ++l)
    quotient.at[l] = active.at[l] != 0.0 && b.at[l] > 0.0 ? a.at[l] / b.at[l] : 0.0;
}

// z = r in the lanes where z . r <= 0.
void turn_downhill(const Refinement& state, Lanes* z) {
  Lanes along;
  dot(z, state.r, state.n, along);
  for (std::size_t l = 0; l < n_lane; ++l) {
    if (along.at[l] > 0.0) continue;
    for (std::size_t j = 0; j < state.n; ++j) z[j].at[l] = state.r[j].at[l];
  }
}

// z = z - sum_i p_i (z . A p_i) / (p_i . A p_i); the coefficients are those of the z given.
void make_conjugate(const Refinement& state, Lanes* z) {
  const Directions& kept = state.directions;
  const std::size_t n = state.n;
  const std::size_t count = std::min(kept.n_kept, static_cast<std::size_t>(kept.made));
  Lanes coefficient[most_kept_directions];
  for (std::size_t i = 0; i < count; ++i) {
    Lanes along;
    dot(z, kept.product + i * n, n, along);
    divide(along, kept.curvature[i], state.active, coefficient[i]);
    for (double& value : coefficient[i].at) value = -value;
  }
  for (std::size_t i = 0; i < count; ++i) add_scaled(coefficient[i], kept.p + i * n, n, z);
}

}  // namespace

void conjugate_gradient_cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule,
                              Refinement& state) {
  const std::size_t n = state.n;
  Directions& kept = state.directions;
  inverse.solve(state.r, state.dx, rule.precision, state.scratch);
  turn_downhill(state, state.dx);
  make_conjugate(state, state.dx);

  const std::size_t slot = static_cast<std::size_t>(kept.made) % kept.n_kept;
  const Direction direction{kept.p + slot * n, kept.product + slot * n};
  std::copy_n(state.dx, n, direction.p);
  apply(a, rule.precision, direction);
  ++kept.made;

  Lanes along, step;
  dot(direction.p, direction.product, n, kept.curvature[slot]);
  dot(direction.p, state.r, n, along);
  divide(along, kept.curvature[slot], state.active, step);
  add_scaled(step, direction.p, n, state.x);
  for (double& value : step.at) value = -value;
  add_scaled(step, direction.product, n, state.r);
  dot(state.r, state.r, n, state.norm2);
  judge({.growth2 = std::numeric_limits<double>::max()}, rule.tolerance, state);
}

std::size_t kept_conjugate_directions(std::size_t n) {
  return std::clamp<std::size_t>(n / 2, 1, most_kept_directions);
}

std::uint64_t conjugate_gradient_dots(std::size_t n, int cycles) {
  std::uint64_t dots = 0;
  for (int k = 0; k < cycles; ++k)
    dots += 2 + std::min<std::uint64_t>(static_cast<std::uint64_t>(k), kept_conjugate_directions(n));
  return dots;
}

}  // namespace ohmimo::rram
