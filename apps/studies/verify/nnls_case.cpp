#include "apps/studies/verify/nnls_case.hpp"

namespace ohmimo::verify {

rram::RegressionCircuit level_circuit(const arma::mat& a, rram::RegressionKind kind, rram::Rectifier rectifier,
                                      double gain) {
  rram::RegressionCircuit circuit;
  circuit.kind = kind;
  circuit.rectifier = rectifier;
  circuit.first_S = circuit.second_S = 5e-6 * a;
  if (kind == rram::RegressionKind::compact)
    circuit.compensation_S = rram::compensation_S(circuit.first_S, circuit.second_S);
  circuit.model.amplifier = {.gain = gain, .gbwp_hz = 1e9, .offset_sigma_V = 0.0};
  circuit.model.wire = {0.0, 0.0};
  circuit.model.clamp_V = INFINITY;
  circuit.model.g_source_S = 35e-6;
  return circuit;
}

rram::RegressionDrive level_drive(const arma::vec& b) {
  return {.row_V = b * (0.1 * 5.0 / 35.0), .column_A = {}, .lowest_V = {}, .offset_V = {}};
}

rram::NnlsConfig plain_config(rram::RegressionKind kind) {
  rram::NnlsConfig config;
  config.circuit = kind;
  config.analogue.circuit.amplifier = {.gain = INFINITY, .gbwp_hz = 1e9, .offset_sigma_V = 0.0};
  config.analogue.circuit.wire = {0.0, 0.0};
  config.stability = false;  // equal copies, or nearly
  return config;
}

double relative_error(const arma::vec& x, const arma::vec& reference) {
  return arma::norm(x - reference) / arma::norm(reference);
}

}  // namespace ohmimo::verify
