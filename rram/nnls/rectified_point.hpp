// The steady state of a regression circuit: finite gain, offsets and wires, outputs that rest at their limits. Which of
// them do is a complementarity problem, solved exactly by block pivoting.
#pragma once
#include "rram/circuit/static_circuit.hpp"
#include "rram/nnls/rectified_loop.hpp"

namespace ohmimo::rram {

struct RectifiedPoint {  // poisoned defaults
  CircuitStatus status = CircuitStatus::undetermined;
  arma::vec bank_V;  // [n_bank]
  arma::vec x_V;     // [n_col]
  Sides sides;       // of all amplifiers; empty if undetermined
  int trials = -1;   // guesses of the sides
  // Of the amplifiers that are free: -max Re(pole) in rad/s, > 0 is stable. NaN unless asked for.
  double slowest_rate_per_s = NAN;

  arma::uvec active() const;           // columns with x above its lowest level
  arma::uword at_upper_limit() const;  // outputs, of both banks, that an ideal circuit would not stop
};

// guess: sides to begin with, or empty. With poles the status tells unstable circuits too: of those a steady state
// exists on paper only.
RectifiedPoint rectified_point(const RectifiedLoop& loop, bool poles = true, const Sides& guess = {});

// Covariance [k][k] V^2 of x by the thermal noise of all resistors, about a point; 0 for outputs at their limits. It
// solves F X + X F^T + Q = 0 over the free amplifiers, F their state matrix. Compact with equal copies and infinite
// gain: k T 2 pi gbwp K^-1 with K = A2^T d^-1 A1 over the free columns. NaN if there is no steady state.
arma::mat thermal_noise(const RectifiedLoop& loop, const RectifiedPoint& point);

}  // namespace ohmimo::rram
