#include "rram/circuit/clamped_transient.hpp"

#include <algorithm>
#include <cmath>

#include "rram/circuit/state_space.hpp"
#include "rram/circuit/transient.hpp"

namespace ohmimo::rram {
namespace {

constexpr int steps = 64;

// Linear motion of the states that are not held, over one step: z_free' = move z_free + drift.
struct FreeMotion {
  arma::uvec free;
  arma::mat move;
  arma::vec drift;

  // held_V: of each output at the clamp, its voltage; 0 for the others.
  FreeMotion(const arma::mat& f, const arma::vec& force, const arma::vec& held_V, double step_s) {
    arma::vec at_clamp(f.n_rows, arma::fill::zeros);
    at_clamp.head(held_V.n_elem) = held_V;
    free = arma::find(at_clamp == 0.0);
    const arma::uword n = free.n_elem;
    // exp of [F g; 0 0] is [move drift; 0 1].
    arma::mat affine(n + 1, n + 1, arma::fill::zeros);
    affine.submat(0, 0, arma::size(n, n)) = f.submat(free, free) * step_s;
    affine.submat(0, n, arma::size(n, 1)) = arma::vec(f * at_clamp + force).elem(free) * step_s;
    affine = exponential(affine);
    move = affine.submat(0, 0, arma::size(n, n));
    drift = affine.submat(0, n, arma::size(n, 1));
  }
};

// Outputs beyond the clamp go into it, those at it stay there while their amplifier pushes outwards.
arma::vec next_held(const arma::vec& z, const arma::vec& push, const arma::vec& held_V, double clamp_V) {
  arma::vec next(held_V.n_elem, arma::fill::zeros);
  for (arma::uword k = 0; k < held_V.n_elem; ++k) {
    if (held_V(k) != 0.0)
      next(k) = push(k) * held_V(k) >= 0.0 ? held_V(k) : 0.0;
    else if (std::abs(z(k)) > clamp_V)
      next(k) = std::copysign(clamp_V, z(k));
  }
  return next;
}

}  // namespace

OperatingPoint clamped_point_at(const Network& network, const Drive& drive, double t_s) {
  validate(network, drive);
  OperatingPoint point;
  const StateSpace system = state_space(network);
  if (network.model.r_out_ohm != 0.0) return point;
  const arma::vec held_force = system.b_offset * offset_vector(network, drive.offsets);
  const arma::vec force = held_force + system.b * drive.input_V;
  arma::vec z;
  if (!arma::solve(z, system.f, -held_force, arma::solve_opts::fast)) return point;
  // After 200 of the slowest time constants nothing moves.
  const double step_s = std::min(t_s, 200.0 / slowest_rate(system)) / steps;
  arma::vec held_V(system.n_output, arma::fill::zeros);
  FreeMotion motion(system.f, force, held_V, step_s);
  for (int k = 0; k < steps; ++k) {
    const arma::vec before = held_V;
    z.elem(motion.free) = arma::vec(motion.move * z.elem(motion.free) + motion.drift);
    if (!z.is_finite()) return point;
    const arma::vec push = system.f * z + force;
    held_V = next_held(z, push, held_V, network.model.clamp_V);
    for (arma::uword j = 0; j < held_V.n_elem; ++j)
      if (held_V(j) != 0.0) z(j) = held_V(j);
    if (arma::any(held_V != before)) motion = FreeMotion(system.f, force, held_V, step_s);
  }
  point.saturated = arma::find(held_V);
  point.status = point.saturated.is_empty() ? CircuitStatus::settled : CircuitStatus::saturated;
  point.v_V = z.head(network.n);
  if (network.n_inverter > 0) point.w_V = z.subvec(network.n, arma::size(network.n_inverter, 1));
  return point;
}

}  // namespace ohmimo::rram
