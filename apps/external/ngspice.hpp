// Running ngspice on the deck of a circuit (rram/spice/spice.hpp).
#pragma once
#include "rram/spice/spice.hpp"

namespace ohmimo::rram {

bool ngspice_found();

// Runs the deck in a new folder under the system's temporary folder, removed afterwards. Throws std::runtime_error if
// ngspice is not installed, gives no result (with what it said) or takes longer than the limit.
SpiceResult run_ngspice(const Circuit& circuit, const Drive& drive, const SpiceRun& run = {});

// Largest |ours - theirs| over the largest |theirs|.
double relative_difference(const arma::mat& ours, const arma::mat& theirs);

}  // namespace ohmimo::rram
