#include "apps/studies/verify/circuit_case.hpp"

#include "apps/matrix/generate.hpp"
#include "rram/cells/mapping.hpp"

namespace ohmimo::verify {

rram::SignedArrays gram_arrays(RngStream& stream, int n_rx, int n_user, double ridge) {
  arma::mat a = rram::embed_complex(matrix::wishart_matrix(n_rx, n_user, stream));
  a.diag() += ridge;
  a *= 100e-6 / arma::abs(a).max();
  rram::SignedArrays arrays;
  arrays.positive_S = arma::clamp(a, 0.0, arma::datum::inf);
  arrays.negative_S = arma::clamp(arma::mat(-a), 0.0, arma::datum::inf);
  return arrays;
}

rram::SignedArrays positive_array(RngStream& stream, arma::uword n) {
  arma::mat g_S(n, n);
  for (double& value : g_S) value = (1.0 + 99.0 * stream.uniform()) * 1e-6;
  g_S = 0.2 * (g_S + g_S.t());
  g_S.diag() += arma::max(arma::vec(arma::sum(g_S, 1)));
  rram::SignedArrays arrays;
  arrays.positive_S = g_S;
  return arrays;
}

arma::vec random_input_V(RngStream& stream, arma::uword n) {
  arma::vec input_V(n);
  for (double& value : input_V) value = 0.4 * stream.uniform() - 0.2;
  return input_V;
}

rram::CircuitModel gigahertz_model(double wire_ohm) {
  rram::CircuitModel model;
  model.wire = {wire_ohm, wire_ohm};
  model.amplifier.gbwp_hz = model.inverter.gbwp_hz = 1e9;
  model.clamp_V = INFINITY;
  return model;
}

}  // namespace ohmimo::verify
