// One circuit as a deck for ngspice, an independent judge of the circuit equations: every cell, wire segment and
// amplifier is in it; apps/external/spice/ngspice.hpp runs it. An amplifier is a 1 S transconductor into A0 ohm
// parallel to 1/(2 pi gbwp) farad, a unity buffer and the output resistance. The clamp and the slew limit are left out.
#pragma once
#include <string>

#include "rram/circuit/static_circuit.hpp"

namespace ohmimo::rram {

struct SpiceRun {
  double stop_s = 0.0;        // > 0: a transient as well, the inputs stepping at t = 0 within stop_s 1e-7
  int points = 4000;          // least number of time steps
  double limit_s = INFINITY;  // wall-clock time after which run_ngspice() stops it
};

struct SpiceResult {
  arma::vec u_V, v_V, w_V;  // .op
  arma::vec time_s;         // .tran, as ngspice chose them
  arma::mat output_V;       // [time][n + n_inverter]
};

// .op does not test stability: it gives finite numbers for an unstable circuit too. Throws std::invalid_argument for
// infinite gain and for arrays or a drive that do not fit.
std::string spice_deck(const Circuit& circuit, const Drive& drive, const SpiceRun& run);

}  // namespace ohmimo::rram
