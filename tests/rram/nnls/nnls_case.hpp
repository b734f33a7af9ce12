// The worked example of the regression circuits, and random ones.
#pragma once
#include "rram/nnls/planted_data.hpp"
#include "rram/nnls/regression_circuit.hpp"

namespace ohmimo::nnls_test {

inline const arma::mat example_a = {{3, 2, 1}, {5, 4, 1}, {5, 2, 1}, {1, 0, 1}};
inline const arma::vec example_b = {6, 7, 0, 5};
inline const arma::vec example_x = {0.0, 0.5, 3.5};

// Levels of 5 uS, sources of 35 uS, feedback 100 uS; outputs in units of 0.1 V.
struct Bench {
  rram::RegressionKind kind = rram::RegressionKind::two_banks;
  rram::Rectifier rectifier = rram::Rectifier::clamp;
  double gain = INFINITY;
  bool compensated = true;
  double wire_ohm = 0.0;
  double clamp_V = INFINITY;
  double output_V = 0.1;  // per unit of x

  rram::RegressionCircuit circuit(const arma::mat& first, const arma::mat& second) const {
    rram::RegressionCircuit circuit;
    circuit.kind = kind;
    circuit.rectifier = rectifier;
    circuit.first_S = 5e-6 * first;
    circuit.second_S = 5e-6 * second;
    if (kind == rram::RegressionKind::compact && compensated)
      circuit.compensation_S = rram::compensation_S(circuit.first_S, circuit.second_S);
    circuit.model.amplifier = {.gain = gain, .gbwp_hz = 1e9, .offset_sigma_V = 0.0};
    circuit.model.wire = {wire_ohm, wire_ohm};
    circuit.model.clamp_V = clamp_V;
    circuit.model.g_source_S = 35e-6;
    return circuit;
  }
  rram::RegressionCircuit circuit(const arma::mat& a) const { return circuit(a, a); }
  rram::RegressionDrive drive(const arma::vec& b) const { return {b * (output_V * 5.0 / 35.0), {}, {}, {}}; }
};

}  // namespace ohmimo::nnls_test
