#include "rram/circuit/network.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

namespace ohmimo::rram {
namespace {

// How a column of an array is connected: its voltage is sign times that of the node.
struct Pin {
  arma::uword node;
  double sign;
};

void stamp_resistor(double g_S, arma::uword a, arma::uword b, arma::mat& y) {
  y(a, a) += g_S;
  y(b, b) += g_S;
  y(a, b) -= g_S;
  y(b, a) -= g_S;
}

// Adds an array with its rows at u and its columns at the given pins. A sign of -1 turns both voltage and current.
void stamp_array(const WiredArray& array, const std::vector<Pin>& column, arma::mat& y) {
  const arma::uword n = array.g_eff.n_rows, m = array.g_eff.n_cols;
  y.submat(0, 0, arma::size(n, n)) += array.y_rr;
  for (arma::uword j = 0; j < m; ++j) {
    for (arma::uword i = 0; i < n; ++i) {
      y(i, column[j].node) -= column[j].sign * array.g_eff(i, j);
      y(column[j].node, i) -= column[j].sign * array.g_eff(i, j);
    }
    for (arma::uword k = 0; k < m; ++k)
      y(column[k].node, column[j].node) += column[k].sign * column[j].sign * array.y_cc(k, j);
  }
}

void stamp_arrays(const Circuit& circuit, double wire_accuracy, Network& network) {
  const SignedArrays& arrays = circuit.arrays;
  const bool inverse = circuit.kind == CircuitKind::inverse;
  const arma::uword n = network.n, m = arrays.positive_S.n_cols, x = n + network.n_output();
  std::vector<Pin> direct, inverted, both;
  arma::mat interleaved(n, arrays.paired ? 2 * m : 0);
  for (arma::uword j = 0; j < m; ++j) {
    direct.push_back(inverse ? Pin{n + j, 1.0} : Pin{x + j, 1.0});
    inverted.push_back(inverse ? Pin{2 * n + j, 1.0} : Pin{x + j, -1.0});
    both.push_back(direct[j]);
    both.push_back(inverted[j]);
    if (!arrays.paired) continue;
    interleaved.col(2 * j) = arrays.positive_S.col(j);
    interleaved.col(2 * j + 1) = arrays.negative_S.col(j);
  }
  const auto stamp = [&](const arma::mat& g_S, const std::vector<Pin>& column) {
    const WiredArray array = wire_array(g_S, circuit.model.wire, wire_accuracy);
    network.wires.add(array);
    stamp_array(array, column, network.y);
  };
  if (arrays.paired) {
    stamp(interleaved, both);
    return;
  }
  stamp(arrays.positive_S, direct);
  if (!arrays.negative_S.is_empty()) stamp(arrays.negative_S, inverted);
}

// Inverters: g mean_j leads from every v_j to an inner node p, and g from p to w. p is eliminated.
void stamp_inverters(const Network& network, arma::mat& y) {
  for (arma::uword k = 0; k < network.n_inverter; ++k) {
    std::vector<arma::uword> node;
    std::vector<double> tie_S;
    for (arma::uword j = 0; j < network.n; ++j) {
      if (network.mean(k, j) == 0.0) continue;
      node.push_back(network.n + j);
      tie_S.push_back(network.model.g_inverter_S * network.mean(k, j));
    }
    node.push_back(2 * network.n + k);
    tie_S.push_back(network.model.g_inverter_S);
    for (std::size_t a = 0; a < node.size(); ++a)
      for (std::size_t b = 0; b < node.size(); ++b)
        y(node[a], node[b]) += (a == b ? tie_S[a] : 0.0) - tie_S[a] * tie_S[b] / (2.0 * network.model.g_inverter_S);
  }
}

void stamp_resistors(const Circuit& circuit, const Network& network, arma::mat& y) {
  const bool inverse = circuit.kind == CircuitKind::inverse;
  for (arma::uword i = 0; i < network.n; ++i) {
    y(i, i) += circuit.model.g_in_S;
    const arma::uword v = network.n + i, x = network.n + network.n_output() + i;
    if (inverse)
      stamp_resistor(circuit.model.g_source_S, i, x, y);
    else
      stamp_resistor(circuit.model.g_feedback_S, i, v, y);
    if (circuit.arrays.diagonal_S > 0.0) stamp_resistor(circuit.arrays.diagonal_S, i, v, y);
    if (circuit.arrays.bias_S > 0.0)
      stamp_resistor(circuit.arrays.bias_S * static_cast<double>(network.n), i, 2 * network.n, y);
  }
}

}  // namespace

void validate(const Circuit& circuit) {
  validate(circuit.model);
  const SignedArrays& arrays = circuit.arrays;
  const arma::mat &positive = arrays.positive_S, &negative = arrays.negative_S;
  const bool inverse = circuit.kind == CircuitKind::inverse;
  if (inverse && positive.n_rows != positive.n_cols)
    throw std::invalid_argument(
        fmt::format("array of an inverse must be square, got {}x{}", positive.n_rows, positive.n_cols));
  if (!negative.is_empty() && arma::size(negative) != arma::size(positive))
    throw std::invalid_argument(fmt::format("negative array must be {}x{}, got {}x{}", positive.n_rows, positive.n_cols,
                                            negative.n_rows, negative.n_cols));
  if (arrays.paired && negative.is_empty()) throw std::invalid_argument("paired cells need a negative array, got none");
  for (const double resistor_S : {arrays.bias_S, arrays.diagonal_S})
    if (!(resistor_S >= 0.0) || !std::isfinite(resistor_S) || (!inverse && resistor_S > 0.0))
      throw std::invalid_argument(
          fmt::format("bias and diagonal must be >= 0 S, and 0 for a product, got {}", resistor_S));
  if (arrays.bias_S > 0.0 && !negative.is_empty())
    throw std::invalid_argument("a bias column and a negative array exclude each other");
}

Network empty_network(const Circuit& circuit) {
  validate(circuit);
  const SignedArrays& arrays = circuit.arrays;
  Network network{.model = circuit.model, .n = arrays.positive_S.n_rows};
  network.n_input = arrays.positive_S.n_cols;
  const double n = static_cast<double>(network.n);
  if (circuit.kind == CircuitKind::inverse && !arrays.negative_S.is_empty())
    network.mean = arma::eye(network.n, network.n);
  else if (arrays.bias_S > 0.0)
    network.mean = arma::mat(1, network.n, arma::fill::value(1.0 / n));
  network.n_inverter = network.mean.n_rows;
  return network;
}

Network make_network(const Circuit& circuit, double wire_accuracy) {
  Network network = empty_network(circuit);
  const arma::uword terminals = network.n + network.n_output() + network.n_input;
  network.y.zeros(terminals, terminals);
  stamp_arrays(circuit, wire_accuracy, network);
  stamp_inverters(network, network.y);
  stamp_resistors(circuit, network, network.y);
  return network;
}

}  // namespace ohmimo::rram
