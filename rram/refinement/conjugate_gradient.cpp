#include "rram/refinement/conjugate_gradient.hpp"

#include <algorithm>

#include "rram/refinement/refinement_steps.hpp"

namespace ohmimo::rram {
namespace {

// A direction made conjugate that is left with this share of its length or less is mostly rounding noise. The noise of
// a plain direction is that of double precision, the noise of LP-INV that of its converters.
constexpr double least_plain_share = 1e-9, least_analogue_share = 1e-3;

// a / b where the lane is active and b > 0, else 0.
void divide(const Lanes& a, const Lanes& b, const Lanes& active, Lanes& quotient) {
  for (std::size_t l = 0; l < n_lane; ++l)
    quotient.at[l] = active.at[l] != 0.0 && b.at[l] > 0.0 ? a.at[l] / b.at[l] : 0.0;
}

void negate(Lanes& value) {
  for (double& one : value.at) one = -one;
}

// p = p - sum_i p_i (p . A p_i) / (p_i . A p_i) over the set, twice; product, where it is given, follows.
void make_conjugate(const ConjugateSet& set, const Refinement& state, const Direction& direction) {
  const std::size_t n = state.n, count = std::min(set.n_kept, set.made);
  for (int pass = 0; pass < 2; ++pass)
    for (std::size_t i = 0; i < count; ++i) {
      Lanes share;
      dot(direction.p, set.product + i * n, n, share);
      divide(share, set.curvature[i], state.active, share);
      negate(share);
      add_scaled(share, set.p + i * n, n, direction.p);
      if (direction.product) add_scaled(share, set.product + i * n, n, direction.product);
    }
}

// p = product = 0 in the lanes where p has lost all but the share of its squared length before.
void drop_noise(const Lanes& before2, double share, std::size_t n, const Direction& direction) {
  Lanes after2;
  dot(direction.p, direction.p, n, after2);
  for (std::size_t l = 0; l < n_lane; ++l) {
    if (after2.at[l] > share * share * before2.at[l]) continue;
    for (std::size_t j = 0; j < n; ++j) {
      direction.p[j].at[l] = 0.0;
      if (direction.product) direction.product[j].at[l] = 0.0;
    }
  }
}

// Keeps a direction in the set, in place of the oldest where it is full, and takes the best step along it:
// r = r - s A p, and x = x + s p where x is given.
void step_along(const Direction& direction, const Refinement& state, ConjugateSet& set, Lanes* r, Lanes* x) {
  const std::size_t n = state.n, slot = set.made++ % set.n_kept;
  std::copy_n(direction.p, n, set.p + slot * n);
  std::copy_n(direction.product, n, set.product + slot * n);
  Lanes step;
  dot(direction.p, direction.product, n, set.curvature[slot]);
  dot(direction.p, r, n, step);
  for (std::size_t l = 0; l < n_lane; ++l) set.rank.at[l] += set.curvature[slot].at[l] > 0.0 ? 1.0 : 0.0;
  divide(step, set.curvature[slot], state.active, step);
  if (x) add_scaled(step, direction.p, n, x);
  negate(step);
  add_scaled(step, direction.product, n, r);
}

// Lanes whose joint set spans everything begin anew with r: what rounding left of the error is made smaller in turn.
void begin_anew_where_complete(Refinement& state) {
  const auto dimensions = static_cast<double>(state.n);
  for (std::size_t l = 0; l < n_lane; ++l) {
    if (state.joint.rank.at[l] < dimensions) continue;
    state.joint.rank.at[l] = 0.0;
    for (std::size_t j = 0; j < state.n; ++j) state.r_plain[j].at[l] = state.r[j].at[l];
    for (ConjugateSet* set : {&state.plain, &state.joint})
      for (std::size_t i = 0; i < std::min(set->n_kept, set->made); ++i) set->curvature[i].at[l] = 0.0;
  }
}

// The step of plain conjugate gradients; its direction, made conjugate to the joint set, serves x too.
void plain_step(const BitSlicedMatrix& a, const RefinementRule& rule, Refinement& state) {
  const Direction q = {state.product, state.plain_product};
  std::copy_n(state.r_plain, state.n, q.p);
  make_conjugate(state.plain, state, {q.p, nullptr});
  apply(a, rule.precision, q);
  step_along(q, state, state.plain, state.r_plain, nullptr);

  Lanes length2;
  dot(q.p, q.p, state.n, length2);
  make_conjugate(state.joint, state, q);
  drop_noise(length2, least_plain_share, state.n, q);
  step_along(q, state, state.joint, state.r, state.x);
}

// The step along what LP-INV made of r, in state.dx.
void analogue_step(const BitSlicedMatrix& a, const RefinementRule& rule, Refinement& state) {
  const Direction z = {state.dx, state.product};
  Lanes length2;
  dot(z.p, z.p, state.n, length2);
  make_conjugate(state.joint, state, {z.p, nullptr});
  drop_noise(length2, least_analogue_share, state.n, {z.p, nullptr});
  apply(a, rule.precision, z);
  step_along(z, state, state.joint, state.r, state.x);
}

}  // namespace

void conjugate_gradient_cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule,
                              Refinement& state) {
  const bool hurried = inverse.usable();
  begin_anew_where_complete(state);
  if (hurried) inverse.solve(state.r, state.dx, rule.precision, state.scratch);
  plain_step(a, rule, state);
  if (hurried) analogue_step(a, rule, state);
  dot(state.r, state.r, state.n, state.norm2);
  judge({.growth2 = std::numeric_limits<double>::max()}, rule.tolerance, state);
}

std::size_t kept_plain_directions(std::size_t n, int cycles) {
  const std::size_t most = (std::size_t{256} << 20) / (6 * n * sizeof(Lanes));
  return std::clamp<std::size_t>(static_cast<std::size_t>(cycles), 1, std::max<std::size_t>(1, std::min(n, most)));
}

DigitalCount conjugate_gradient_count(std::size_t n, int cycles, bool hurried) {
  const std::uint64_t most = kept_plain_directions(n, cycles);
  DigitalCount count;
  for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(cycles); ++k) {
    const std::uint64_t plain = std::min(k, most), joint = hurried ? std::min(2 * k, 2 * most) : plain;
    count.dot += 2 * (plain + joint) + 2 * 2 + 2;   // passes; steps in both sets; lengths
    count.axpy += 2 * (plain + 2 * joint) + 1 + 2;  // the product follows in the joint set; steps
    if (!hurried) continue;
    const std::uint64_t next = std::min(2 * k + 1, 2 * most);
    count.dot += 2 * next + 2 + 2;
    count.axpy += 2 * next + 2;
  }
  return count;
}

}  // namespace ohmimo::rram
