// One regression circuit as a deck for ngspice, an independent judge: every cell, wire segment, amplifier and limit is
// in it. An amplifier is a 1 S transconductor into A0 ohm parallel to 1/(2 pi gbwp) farad, whose voltage is stopped at
// the limits, and a unity buffer with the same limits. The second diode of a precision rectifier conducts 100 S from
// the input node as soon as that voltage falls below the lowest level.
#pragma once
#include "rram/nnls/regression_circuit.hpp"
#include "rram/spice/spice.hpp"

namespace ohmimo::rram {

struct RegressionSpice {
  arma::vec point_V;   // [n] .op: outputs of the first bank, then x
  arma::vec time_s;    // .tran, as ngspice chose them
  arma::mat output_V;  // [time][n]
};

// How many outputs the circuit has.
arma::uword regression_outputs(const RegressionCircuit& circuit);

// Throws std::invalid_argument for infinite gain and for arrays or a drive that do not fit.
std::string regression_deck(const RegressionCircuit& circuit, const RegressionDrive& drive, const SpiceRun& run);

}  // namespace ohmimo::rram
