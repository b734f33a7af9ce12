// `ohmimo spice`: one programmed INV, MVM or NNLS circuit as an ngspice deck, and what ngspice makes of it.
#pragma once
#include <string>

#include "apps/commands/command.hpp"
#include "apps/studies/nnls/nnls_setting.hpp"
#include "apps/studies/solve/linear_system.hpp"

namespace ohmimo {

// As on the command line; empty = the default that the help names.
struct SpiceFlags {
  solve::SystemSpec matrix;
  bool nnls = false;    // a regression circuit instead
  std::string planted;  // of it
  nnls::CircuitWords circuit;
  std::string kind = "inv", arrays, fidelity = "exact", seed = "1";
  std::string gain = "1e4", gbwp_hz = "5e8", inverter_gain, inverter_gbwp_hz;
  std::string wire_ohm, row_ohm, col_ohm;
  std::string offset_v = "0", c_row_f = "0", r_out_ohm = "0";
  std::string input = "random", tran, spice_seconds = "120";
  std::string deck = "results/spice/circuit.cir";
  bool run = false;
  GivenFlags given;
};

Command spice_command();

// Writes the deck, into a folder that is there if it is named; with run prints every output beside that of ngspice.
// Returns 0, or 1 with a sentence on stderr if they differ by more than the limits of print_verdict(). Throws
// std::invalid_argument before a file is written, also for a circuit that is not stable, and std::runtime_error if
// ngspice is asked for and not there or takes longer than spice_seconds.
int run_spice(const SpiceFlags& flags);

}  // namespace ohmimo
