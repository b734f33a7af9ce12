// Circuits without wires, straight from their cells. Rows see each other through amplifiers alone, so y_uu of the
// network is a diagonal and nothing needs to be stamped: that would take most of the time of a small tile.
#pragma once
#include "rram/circuit/static_circuit.hpp"
#include "rram/numbers/dense.hpp"

namespace ohmimo::rram {

// Whether this model has neither wires nor output resistances nor row capacitances. Only then the functions below hold.
bool is_unwired(const CircuitModel& model);

// The equations of the rows, as in network.hpp:  row_S u + output_S [v; w] + input_S x = 0
struct UnwiredRows {
  CircuitModel model;
  std::size_t n = 0, n_inverter = 0, n_input = 0;
  Dense factor_S;  // [n][1 + n + n_inverter + n_input] of all rows, side by side: row_S, output_S, input_S

  std::size_t n_output() const { return n + n_inverter; }
  double row_S(std::size_t i) const { return factor_S(i, 0); }
  double output_S(std::size_t i, std::size_t j) const { return factor_S(i, 1 + j); }
  double input_S(std::size_t i, std::size_t j) const { return factor_S(i, 1 + n_output() + j); }
  double& row_S(std::size_t i) { return factor_S(i, 0); }
  double& output_S(std::size_t i, std::size_t j) { return factor_S(i, 1 + j); }
  double& input_S(std::size_t i, std::size_t j) { return factor_S(i, 1 + n_output() + j); }
};

// Throws std::invalid_argument as make_network().
UnwiredRows unwired_rows(const Circuit& circuit);

// As static_response(), outputs v alone: gain [n][n_input], offset_V [n]. With u = v_os - v/A0 and
// w = kappa (2 v_osi - mean v), kappa = 1/(1 + 2/A0i), it solves
//   (output_v - row/A0 - kappa output_w mean) v = -input x - row v_os - 2 kappa output_w v_osi
StaticResponse unwired_response(const UnwiredRows& rows, const Offsets& offsets);

// Whether the poles lie so far to the left that is_stable() surely holds, by a cheaper test. No pole lies to the right
// of the largest eigenvalue of the symmetric part of f (StateSpace), in whatever units the states are measured. In the
// units chosen f of a symmetric array with a bias column is symmetric, which decides almost always; with two arrays f
// is only nearly symmetric. False means: not known, ask is_stable().
bool surely_stable(const UnwiredRows& rows);

}  // namespace ohmimo::rram
