// Nodes: u_i rows, x_j and y_i outputs, e_j columns of the second copy, b_i inputs, m_* inside amplifiers.
#include "rram/nnls/regression_deck.hpp"

#include <stdexcept>

#include "rram/nnls/rectified_loop.hpp"
#include "rram/spice/deck_text.hpp"

namespace ohmimo::rram {
namespace {

std::vector<std::string> nodes(std::string_view name, arma::uword count) {
  std::vector<std::string> all;
  for (arma::uword k = 0; k < count; ++k) all.push_back(node(name, k));
  return all;
}

struct Amplifier {
  std::string output, plus, minus;
  double offset_V;
  bool offset_at_minus;  // otherwise at plus
  double lowest_V, highest_V;
  double drop_V = 0.0;         // of a diode at the output
  std::string ground_of = {};  // node that a second diode holds at virtual ground; empty = none
};

void write_amplifier(const Amplifier& amplifier, const AmplifierModel& model, DeckText& deck) {
  const std::string& name = amplifier.output;
  deck.line("Vos_{} os_{} 0 DC {:.17g}", name, name, amplifier.offset_V);
  const std::string plus = amplifier.offset_at_minus ? amplifier.plus : "os_" + name;
  const std::string minus = amplifier.offset_at_minus ? "os_" + name : amplifier.minus;
  deck.line("Gm_{} 0 m_{} {} {} 1", name, name, plus, minus);
  deck.line("Rm_{} m_{} 0 {:.17g}", name, name, model.gain);
  deck.line("Cm_{} m_{} 0 {:.17g}", name, name, 1.0 / (2.0 * M_PI * model.gbwp_hz));
  const double top_V = amplifier.highest_V + amplifier.drop_V;
  std::string limited = fmt::format("V(m_{})-({:.17g})", name, amplifier.drop_V);
  if (std::isfinite(amplifier.highest_V)) limited = fmt::format("min({},{:.17g})", limited, amplifier.highest_V);
  if (std::isfinite(amplifier.lowest_V)) limited = fmt::format("max({},{:.17g})", limited, amplifier.lowest_V);
  deck.line("B_{} {} 0 V={}", name, name, limited);
  // Stops that conduct 1e5 S.
  if (std::isfinite(top_V)) deck.line("Bh_{} m_{} 0 I=1e5*max(V(m_{})-({:.17g}),0)", name, name, name, top_V);
  if (!amplifier.ground_of.empty())
    deck.line("Bd_{} {} 0 I=100*max(({:.17g})-V(m_{}),0)", name, amplifier.ground_of, amplifier.lowest_V, name);
  else if (std::isfinite(amplifier.lowest_V))
    deck.line("Bl_{} 0 m_{} I=1e5*max(({:.17g})-V(m_{}),0)", name, name, amplifier.lowest_V, name);
}

void write_rows(const RegressionCircuit& circuit, const RegressionDrive& drive, const SpiceRun& run, DeckText& deck) {
  const CircuitModel& model = circuit.model;
  for (arma::uword i = 0; i < circuit.first_S.n_rows; ++i) {
    deck.line("V{} {} 0 {}", node("b", i), node("b", i), stepped(-drive.row_V(i), run));
    deck.resistor(node("b", i), node("u", i), 1.0 / model.g_source_S);
    if (model.g_in_S > 0.0) deck.resistor(node("u", i), "0", 1.0 / model.g_in_S);
    if (circuit.kind == RegressionKind::two_banks)
      deck.resistor(node("u", i), node("y", i), 1.0 / model.g_feedback_S);
    else if (!circuit.compensation_S.is_empty() && circuit.compensation_S(i) > 0.0)
      deck.resistor(node("u", i), "0", 1.0 / circuit.compensation_S(i));
  }
}

void write_amplifiers(const RegressionCircuit& circuit, const RegressionNetwork& network, const RegressionDrive& drive,
                      DeckText& deck) {
  const RectifiedLoop loop(network, drive);
  const auto offset_V = [&](arma::uword j) { return drive.offset_V.is_empty() ? 0.0 : drive.offset_V(j); };
  const bool two_banks = circuit.kind == RegressionKind::two_banks;
  for (arma::uword i = 0; i < network.n_bank; ++i)
    write_amplifier({node("y", i), "", node("u", i), offset_V(i), false, loop.lowest_V()(i), loop.highest_V()(i)},
                    circuit.model.amplifier, deck);
  for (arma::uword j = 0; j < network.n_col; ++j) {
    const arma::uword k = network.n_bank + j;
    write_amplifier(
        {node("x", j), two_banks ? node("e", j) : "", two_banks ? "" : node("e", j), offset_V(k), two_banks,
         loop.lowest_V()(k), loop.highest_V()(k), network.diode_drop_V, network.holds_ground() ? node("e", j) : ""},
        circuit.model.amplifier, deck);
  }
}

}  // namespace

arma::uword regression_outputs(const RegressionCircuit& circuit) {
  return circuit.first_S.n_cols + (circuit.kind == RegressionKind::two_banks ? circuit.first_S.n_rows : 0);
}

std::string regression_deck(const RegressionCircuit& circuit, const RegressionDrive& drive, const SpiceRun& run) {
  if (!std::isfinite(circuit.model.amplifier.gain))
    throw std::invalid_argument("an ngspice deck needs a finite amplifier gain, got inf");
  const RegressionNetwork network = make_network(circuit);
  validate(network, drive);
  const arma::uword m = network.n_row, k = network.n_col;
  const bool two_banks = circuit.kind == RegressionKind::two_banks;
  DeckText deck;
  deck.line("ohmimo: one analogue regression circuit, {}", word_of_value(regression_words, circuit.kind));
  write_rows(circuit, drive, run, deck);
  write_array(circuit.first_S, circuit.model.wire, {"a", nodes("u", m), nodes("x", k)}, deck);
  write_array(circuit.second_S, circuit.model.wire, {"z", nodes(two_banks ? "y" : "u", m), nodes("e", k)}, deck);
  if (!drive.column_A.is_empty())
    for (arma::uword j = 0; j < k; ++j)
      deck.line("I_{} {} {} {}", j, two_banks ? "0" : node("e", j), two_banks ? node("e", j) : "0",
                stepped(drive.column_A(j), run));
  write_amplifiers(circuit, network, drive, deck);
  std::string outputs;
  for (arma::uword i = 0; i < network.n_bank; ++i) outputs += fmt::format(" v(y_{})", i);
  for (arma::uword j = 0; j < k; ++j) outputs += fmt::format(" v(x_{})", j);
  write_control(run, outputs, outputs, deck);
  return deck.text;
}

}  // namespace ohmimo::rram
