// Running ngspice on the deck of a circuit (rram/spice/spice.hpp).
#pragma once
#include "rram/nnls/regression_deck.hpp"
#include "rram/spice/spice.hpp"

namespace ohmimo::external {

bool ngspice_found();

// Runs the deck in a new folder under the system's temporary folder, removed afterwards. Throws std::runtime_error if
// ngspice is not installed, gives no result (with what it said) or takes longer than the limit.
rram::SpiceResult run_ngspice(const rram::Circuit& circuit, const rram::Drive& drive, const rram::SpiceRun& run = {});

// The same for a regression circuit.
rram::RegressionSpice run_ngspice(const rram::RegressionCircuit& circuit, const rram::RegressionDrive& drive,
                                  const rram::SpiceRun& run = {});

}  // namespace ohmimo::external
