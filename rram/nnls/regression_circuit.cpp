#include "rram/nnls/regression_circuit.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "rram/numbers/require.hpp"

namespace ohmimo::rram {
namespace {

void validate(const RegressionCircuit& circuit) {
  validate(circuit.model);
  const arma::mat &first = circuit.first_S, &second = circuit.second_S;
  if (first.is_empty() || arma::size(first) != arma::size(second))
    throw std::invalid_argument(fmt::format("second array must be {}x{} and not empty, got {}x{}", first.n_rows,
                                            first.n_cols, second.n_rows, second.n_cols));
  const arma::vec& more = circuit.compensation_S;
  if (!more.is_empty()) {
    require(circuit.kind == RegressionKind::compact, "compensation belongs to the compact circuit", more(0));
    require(more.n_elem == first.n_rows, "compensation must be one conductance per row",
            static_cast<double>(more.n_elem));
    require(more.is_finite() && more.min() >= 0.0, "compensation must be >= 0 S and finite", more.min());
  }
  require(circuit.diode_drop_V >= 0.0 && std::isfinite(circuit.diode_drop_V), "diode drop must be >= 0 V and finite",
          circuit.diode_drop_V);
  require(circuit.model.c_row_F == 0.0, "row capacitance must be 0 F in an NNLS circuit", circuit.model.c_row_F);
  require(circuit.model.r_out_ohm == 0.0, "output resistance must be 0 ohm in an NNLS circuit",
          circuit.model.r_out_ohm);
}

void join_two_banks(const RegressionCircuit& circuit, const WiredArray& first, const WiredArray& second,
                    RegressionNetwork& network) {
  const arma::uword m = network.n_row, k = network.n_col;
  const CircuitModel& model = circuit.model;
  network.y.submat(0, 0, arma::size(m, m)) = first.y_rr;
  network.y.submat(0, 0, arma::size(m, m)).diag() += model.g_source_S + model.g_feedback_S + model.g_in_S;
  network.y.submat(m, m, arma::size(k, k)) = second.y_cc;
  network.b.submat(0, 0, arma::size(m, m)).diag() += model.g_feedback_S;
  network.b.submat(0, m, arma::size(m, k)) = first.g_eff;
  network.b.submat(m, 0, arma::size(k, m)) = -second.g_eff.t();
  network.rows.head_rows(m).diag() += model.g_source_S;
}

// The row voltages r are eliminated: d r = A1 x + A2 e - g_source v.
void join_compact(const RegressionCircuit& circuit, const WiredArray& first, const WiredArray& second,
                  RegressionNetwork& network) {
  arma::mat d = first.y_rr + second.y_rr;
  d.diag() += circuit.model.g_source_S + circuit.model.g_in_S;
  if (!circuit.compensation_S.is_empty()) d.diag() += circuit.compensation_S;
  const arma::mat carried = arma::solve(d, second.g_eff).t();  // A2^T d^-1
  network.y = second.y_cc - carried * second.g_eff;
  network.b = carried * first.g_eff;
  network.rows = carried * circuit.model.g_source_S;
}

void require_fit(std::string_view what, const arma::vec& given, arma::uword count, bool may_be_empty) {
  if (given.is_empty() && may_be_empty) return;
  if (given.n_elem != count)
    throw std::invalid_argument(fmt::format("{} must be {} finite values, got {}", what, count, given.n_elem));
  for (const double value : given)
    if (!std::isfinite(value)) throw std::invalid_argument(fmt::format("{} must be finite, got {}", what, value));
}

}  // namespace

arma::vec compensation_S(const arma::mat& first_S, const arma::mat& second_S) {
  const arma::vec sums = arma::sum(first_S, 1) + arma::sum(second_S, 1);
  return sums.max() - sums;
}

RegressionNetwork make_network(const RegressionCircuit& circuit, double wire_accuracy) {
  validate(circuit);
  RegressionNetwork network{.kind = circuit.kind, .rectifier = circuit.rectifier, .model = circuit.model};
  if (circuit.rectifier == Rectifier::diode) network.diode_drop_V = circuit.diode_drop_V;
  network.n_row = circuit.first_S.n_rows;
  network.n_col = circuit.first_S.n_cols;
  const bool two_banks = circuit.kind == RegressionKind::two_banks;
  network.n_bank = two_banks ? network.n_row : 0;
  const arma::uword n = network.n();
  network.y.zeros(n, n);
  network.b.zeros(n, n);
  network.rows.zeros(n, network.n_row);
  const WiredArray first = wire_array(circuit.first_S, circuit.model.wire, wire_accuracy),
                   second = wire_array(circuit.second_S, circuit.model.wire, wire_accuracy);
  network.wires.add(first);
  network.wires.add(second);
  if (two_banks)
    join_two_banks(circuit, first, second, network);
  else
    join_compact(circuit, first, second, network);
  return network;
}

void validate(const RegressionNetwork& network, const RegressionDrive& drive) {
  require_fit("row inputs", drive.row_V, network.n_row, false);
  require_fit("column currents", drive.column_A, network.n_col, true);
  require_fit("lowest outputs", drive.lowest_V, network.n_col, true);
  require_fit("offsets", drive.offset_V, network.n(), true);
  require_fit("outputs that are off", arma::conv_to<arma::vec>::from(drive.off), network.n_col, true);
}

}  // namespace ohmimo::rram
