// The outputs after the inputs step from 0 to their values at t = 0, starting from rest. The exact solution is
// z(t) = z_end + V exp(L t) V^-1 (z_start - z_end) with eigenvalues L and eigenvectors V of the state matrix; where the
// eigenvectors are nearly dependent, the matrix exponential takes their place.
#pragma once
#include "rram/circuit/state_space.hpp"
#include "rram/circuit/static_circuit.hpp"

namespace ohmimo::rram {

// exp(a), of any norm.
arma::mat exponential(const arma::mat& a);

class StepResponse {
 public:
  // Throws std::invalid_argument if the drive does not fit.
  StepResponse(const Network& network, const Drive& drive);

  bool stable() const { return stable_; }
  arma::vec output_V(double t_s) const;  // [n + n_inverter] v, then w
  arma::vec final_V() const;             // where a stable circuit ends; NaN for an unstable one

  // Last time at which any op-amp output v_j is farther than tolerance max_j |v_j(end)| from its end; found to 1e-9
  // relative. NaN for an unstable circuit. tolerance in (0, 1), otherwise std::invalid_argument.
  double settling_time_s(double tolerance) const;

 private:
  arma::vec deviation_V(double t_s) const;  // of [v; w] from the end

  StateSpace system_;
  arma::vec input_V_;
  arma::vec end_, start_;  // states
  arma::uword n_ = 0;
  bool stable_ = false;
  arma::cx_vec pole_;
  arma::cx_mat shape_;  // [n + n_inverter][pole] contribution of every pole at t = 0; empty = matrix exponential
};

// The outputs read at t_s instead of at infinity, as a linear map: [v; w](t) = gain x + offset_V.
StaticResponse response_at(const Network& network, const Offsets& offsets, double t_s);

// The same step with every amplifier output limited to slopes of model.slew_V_per_s: fourth-order Runge-Kutta with
// steps of 1/20 of the fastest time constant. Returns [time_s.n_elem][n + n_inverter]; times ascending and >= 0, at
// most 1e8 steps in all, otherwise std::invalid_argument.
arma::mat slew_limited_response(const Network& network, const Drive& drive, const arma::vec& time_s);

}  // namespace ohmimo::rram
