// The deck of one circuit (spice.hpp). Nodes: u_i rows, v_j outputs, w_k inverter outputs, p_k their inputs, x_j
// inputs.
#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "rram/spice/deck_text.hpp"
#include "rram/spice/spice.hpp"

namespace ohmimo::rram {
namespace {

struct Deck : DeckText {
  const Circuit& circuit;
  const Network& network;
};

void write_array(const arma::mat& g_S, const std::vector<std::string>& columns, const std::string& name, Deck& deck) {
  std::vector<std::string> rows;
  for (arma::uword i = 0; i < g_S.n_rows; ++i) rows.push_back(node("u", i));
  write_array(g_S, deck.circuit.model.wire, {name, rows, columns}, deck);
}

void write_arrays(Deck& deck) {
  const SignedArrays& arrays = deck.circuit.arrays;
  const bool inverse = deck.circuit.kind == CircuitKind::inverse;
  std::vector<std::string> direct, inverted, both;
  arma::mat interleaved(arrays.positive_S.n_rows, arrays.paired ? 2 * arrays.positive_S.n_cols : 0);
  for (arma::uword j = 0; j < arrays.positive_S.n_cols; ++j) {
    direct.push_back(node(inverse ? "v" : "x", j));
    inverted.push_back(node(inverse ? "w" : "xn", j));
    both.push_back(direct[j]);
    both.push_back(inverted[j]);
    if (!arrays.paired) continue;
    interleaved.col(2 * j) = arrays.positive_S.col(j);
    interleaved.col(2 * j + 1) = arrays.negative_S.col(j);
  }
  if (arrays.paired) {
    write_array(interleaved, both, "a", deck);
    return;
  }
  write_array(arrays.positive_S, direct, "a", deck);
  if (!arrays.negative_S.is_empty()) write_array(arrays.negative_S, inverted, "b", deck);
}

struct Amplifier {
  std::string minus, output;
  double offset_V;
};

void write_amplifier(const Amplifier& amplifier, const AmplifierModel& model, Deck& deck) {
  if (!std::isfinite(model.gain)) throw std::invalid_argument("an ngspice deck needs a finite amplifier gain, got inf");
  const std::string& name = amplifier.output;
  const double r_out_ohm = deck.circuit.model.r_out_ohm;
  const std::string plus = amplifier.offset_V != 0.0 ? "os_" + name : "0";
  if (amplifier.offset_V != 0.0) deck.line("V{} {} 0 DC {:.17g}", plus, plus, amplifier.offset_V);
  deck.line("Gm_{} 0 m_{} {} {} 1", name, name, plus, amplifier.minus);
  deck.line("Rm_{} m_{} 0 {:.17g}", name, name, model.gain);
  deck.line("Cm_{} m_{} 0 {:.17g}", name, name, 1.0 / (2.0 * M_PI * model.gbwp_hz));
  deck.line("E_{} {} 0 m_{} 0 1", name, r_out_ohm > 0.0 ? "o_" + name : name, name);
  if (r_out_ohm > 0.0) deck.resistor("o_" + name, name, r_out_ohm);
}

void write_rows(const Drive& drive, Deck& deck) {
  const CircuitModel& model = deck.circuit.model;
  const bool inverse = deck.circuit.kind == CircuitKind::inverse;
  const arma::vec offset_V = offset_vector(deck.network, drive.offsets);
  const arma::uword n = deck.network.n;
  for (arma::uword i = 0; i < n; ++i) {
    write_amplifier({node("u", i), node("v", i), offset_V(i)}, model.amplifier, deck);
    if (inverse)
      deck.resistor(node("x", i), node("u", i), 1.0 / model.g_source_S);
    else
      deck.resistor(node("u", i), node("v", i), 1.0 / model.g_feedback_S);
    if (model.g_in_S > 0.0) deck.resistor(node("u", i), "0", 1.0 / model.g_in_S);
    if (model.c_row_F > 0.0) deck.line("Cu_{} u_{} 0 {:.17g}", i, i, model.c_row_F);
    const SignedArrays& arrays = deck.circuit.arrays;
    if (arrays.diagonal_S > 0.0) deck.resistor(node("v", i), node("u", i), 1.0 / arrays.diagonal_S);
    if (arrays.bias_S > 0.0) deck.resistor("w_0", node("u", i), 1.0 / (arrays.bias_S * static_cast<double>(n)));
  }
  for (arma::uword k = 0; k < deck.network.n_inverter; ++k) {
    write_amplifier({node("p", k), node("w", k), offset_V(n + k)}, model.inverter, deck);
    deck.resistor(node("w", k), node("p", k), 1.0 / model.g_inverter_S);
    for (arma::uword j = 0; j < n; ++j)
      if (deck.network.mean(k, j) > 0.0)
        deck.resistor(node("v", j), node("p", k), 1.0 / (model.g_inverter_S * deck.network.mean(k, j)));
  }
}

void write_inputs(const Drive& drive, const SpiceRun& run, Deck& deck) {
  const SignedArrays& arrays = deck.circuit.arrays;
  const auto source = [&](const std::string& name, double value_V) {
    deck.line("V{} {} 0 {}", name, name, stepped(value_V, run));
  };
  for (arma::uword j = 0; j < deck.network.n_input; ++j) {
    source(node("x", j), drive.input_V(j));
    if (deck.circuit.kind == CircuitKind::product && !arrays.negative_S.is_empty())
      source(node("xn", j), -drive.input_V(j));
  }
}

void write_control(const SpiceRun& run, Deck& deck) {
  std::string rows, outputs;
  for (arma::uword i = 0; i < deck.network.n; ++i) {
    rows += fmt::format(" v(u_{})", i);
    outputs += fmt::format(" v(v_{})", i);
  }
  for (arma::uword k = 0; k < deck.network.n_inverter; ++k) outputs += fmt::format(" v(w_{})", k);
  write_control(run, rows + outputs, outputs, deck);
}

}  // namespace

std::string spice_deck(const Circuit& circuit, const Drive& drive, const SpiceRun& run) {
  const Network network = make_network(circuit);
  validate(network, drive);
  Deck deck{{}, circuit, network};
  deck.line("ohmimo: one analogue {} circuit", circuit.kind == CircuitKind::inverse ? "inverse" : "product");
  write_inputs(drive, run, deck);
  write_arrays(deck);
  write_rows(drive, deck);
  write_control(run, deck);
  return deck.text;
}

}  // namespace ohmimo::rram
