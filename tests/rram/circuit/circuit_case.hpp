// Arrays, circuits and measures shared by the tests of the analogue circuits.
#pragma once
#include <armadillo>

#include "apps/bench/nodal_array.hpp"
#include "phy/rng.hpp"
#include "rram/cells/mapping.hpp"
#include "rram/circuit/network.hpp"
#include "rram/wires/wires.hpp"
#include "tests/about.hpp"

namespace ohmimo::circuit_test {

inline RngStream stream(std::uint32_t frame) {
  return RngStream({77, 0, frame}, Purpose::channel);
}

inline arma::mat one_cell(double g_S) {
  return arma::mat(1, 1, arma::fill::value(g_S));
}

// Cells uniform in 1..100 uS; a share `off` of them 0.
inline arma::mat random_cells(RngStream& draws, arma::uword rows, arma::uword cols, double off = 0.0) {
  arma::mat g_S(rows, cols);
  for (double& g : g_S) {
    g = (1.0 + 99.0 * draws.uniform()) * 1e-6;
    if (draws.uniform() < off) g = 0.0;
  }
  return g_S;
}

// H^H H / n_rx + reg I of a Rayleigh channel in its real form, largest entry 100 uS.
inline arma::mat gram_S(RngStream& draws, arma::uword n_user, arma::uword n_rx, double reg) {
  arma::cx_mat h(n_rx, n_user);
  for (arma::cx_double& value : h) value = {draws.normal() * M_SQRT1_2, draws.normal() * M_SQRT1_2};
  arma::cx_mat gram = h.t() * h / static_cast<double>(n_rx);
  gram.diag() += reg;
  const arma::mat a = rram::embed_complex(gram);
  return a * (100e-6 / arma::abs(a).max());
}

inline arma::mat positive_part(const arma::mat& a) {
  return arma::clamp(a, 0.0, arma::datum::inf);
}

inline rram::SignedArrays split(const arma::mat& a) {
  return {.positive_S = positive_part(a), .negative_S = positive_part(-a)};
}

// All the ways to make the same signed square matrix.
inline std::vector<rram::SignedArrays> signed_ways(const arma::mat& a) {
  rram::SignedArrays pairs = split(a), bias;
  pairs.paired = true;
  const double least = -std::min(0.0, a.min());
  const double diagonal = a.diag().min() > 0.0 ? 0.5 * a.diag().min() : 0.0;
  bias.bias_S = least;
  bias.diagonal_S = diagonal;
  bias.positive_S = a + least;
  bias.positive_S.diag() -= diagonal;
  return {split(a), pairs, bias};
}

inline rram::CircuitModel plain_model(double wire_ohm = 0.0) {
  rram::CircuitModel model;
  model.wire = {wire_ohm, wire_ohm};
  model.amplifier.gbwp_hz = model.inverter.gbwp_hz = 1e9;
  model.clamp_V = INFINITY;
  return model;
}

inline arma::vec random_input(RngStream& draws, arma::uword n) {
  arma::vec x(n);
  for (double& value : x) value = 0.4 * draws.uniform() - 0.2;
  return x;
}

// The port admittance [rows, columns] from the Laplacian of all nodes by a dense solve.
inline arma::mat laplacian_ports(const arma::mat& g_S, const rram::WireModel& wire) {
  const bench::NodalArray array = bench::nodal_array(g_S, wire.r_row_ohm, wire.r_col_ohm);
  const arma::mat coupling(array.coupling);
  return arma::diagmat(array.ports) - coupling.t() * arma::solve(arma::mat(array.inner), coupling);
}

inline arma::mat whole(const rram::WiredArray& array) {
  return arma::join_cols(arma::join_rows(array.y_rr, -array.g_eff), arma::join_rows(-array.g_eff.t(), array.y_cc));
}

inline double difference(const arma::mat& a, const arma::mat& b) {
  return arma::abs(a - b).max() / arma::abs(b).max();
}

}  // namespace ohmimo::circuit_test
