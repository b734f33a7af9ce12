// Analogue circuits that solve min over x >= 0 of ||A x - b||, A = A1 in conductances, with a second copy A2 of the
// same matrix; the outputs x of k op-amps drive the columns of A1.
//   two banks  the rows of A1 end in m op-amps with a feedback conductance each, whose outputs y drive the rows of A2;
//              the columns of A2, from which no current is drawn, feed the + inputs of the k op-amps (Sun et al., Sci.
//              Adv. 6, eaay2378, 2020: the topology)
//   compact    both copies share their rows, which have no op-amps; the columns of A2 are the - inputs of the k
//   op-amps.
//              A conductance from every row to ground makes the sums of all rows equal: without it the rows are
//              weighted by one over their sums, and the circuit solves another problem. (Our reading of "compact
//              generalised inverse with conductance compensation", Nat. Commun. 2026, doi 10.1038/s41467-026-68609-8:
//              no diagram of it is public.)
// The source of row i stands at -b_i behind g_source.
#pragma once
#include <armadillo>

#include "phy/enum_words.hpp"
#include "rram/circuit/circuit.hpp"
#include "rram/wires/wire_use.hpp"

namespace ohmimo::rram {

enum class RegressionKind { two_banks, compact };
inline constexpr EnumWord<RegressionKind> regression_words[] = {{"two-banks", RegressionKind::two_banks},
                                                                {"compact", RegressionKind::compact}};

// What keeps an output from falling below its lowest level.
enum class Rectifier {
  clamp,  // the amplifier stops there. Compact: the input of an amplifier that stops leaves virtual ground and sends
          // current into the rows, so the circuit solves another problem
  precision,  // a second diode from the - input to the amplifier holds virtual ground meanwhile; in two banks, whose
              // amplifiers do not load the columns, the same as clamp
  diode  // a diode behind an amplifier that stops at ground, inside the loop: its drop counts as drop / gain at the
         // input, and must be climbed before the output moves
};
inline constexpr EnumWord<Rectifier> rectifier_words[] = {
    {"clamp", Rectifier::clamp}, {"precision", Rectifier::precision}, {"diode", Rectifier::diode}};

struct RegressionCircuit {
  RegressionKind kind = RegressionKind::two_banks;
  Rectifier rectifier = Rectifier::clamp;
  arma::mat first_S, second_S;  // [m][k] both copies
  arma::vec compensation_S;     // [m] compact: from each row to ground; empty = none
  double diode_drop_V = 0.6;    // of Rectifier::diode
  CircuitModel model;           // amplifier, wire, clamp_V, g_source_S, g_feedback_S, g_in_S of rows, temperature_K
};

// What makes the sums of all rows of both copies equal.
arma::vec compensation_S(const arma::mat& first_S, const arma::mat& second_S);

// The circuit as its amplifiers see it. Of amplifier j, e_j is the voltage between its inputs but for the offset,
// counted so that its output falls with it:
//   y e = b z - rows v - columns i,    z = A(s) (offset - e)
// z: outputs, those of the first bank before x; v: the b of the problem in volts; i: currents that act as A2^T of such
// currents into the rows would.
struct RegressionNetwork {
  RegressionKind kind = RegressionKind::two_banks;
  Rectifier rectifier = Rectifier::clamp;
  double diode_drop_V = 0.0;  // 0 without a diode
  CircuitModel model;
  arma::uword n_row = 0, n_col = 0;
  arma::uword n_bank = 0;    // amplifiers of the first bank: n_row or 0
  arma::mat y = {}, b = {};  // [n][n] S, n = n_bank + n_col
  arma::mat rows = {};       // [n][n_row] S
  WireUse wires = {};

  arma::uword n() const { return n_bank + n_col; }
  // Whether an amplifier at its lowest level holds its input at virtual ground.
  bool holds_ground() const { return kind == RegressionKind::compact && rectifier == Rectifier::precision; }
};

// wire_accuracy: of each array by wire_array(); 0 = exact. Throws std::invalid_argument for arrays or resistors that do
// not fit each other, an impossible model, or one with row capacitance or output resistance, which are not simulated
// here.
RegressionNetwork make_network(const RegressionCircuit& circuit, double wire_accuracy = 0.0);

struct RegressionDrive {
  arma::vec row_V;      // [n_row]
  arma::vec column_A;   // [n_col], or empty: none
  arma::vec lowest_V;   // [n_col] what x is kept above, or empty: 0
  arma::vec offset_V;   // [n] of the amplifiers, as they are drawn in; or empty: none
  arma::uvec off = {};  // [n_col] 1 for outputs that are tied to their lowest level; or empty: none
};

// Throws std::invalid_argument unless all parts fit the network and are finite.
void validate(const RegressionNetwork& network, const RegressionDrive& drive);

}  // namespace ohmimo::rram
