// What would converge where vectors of a run diverged.
#pragma once
#include <string>

#include "detector/analogue/solver_tally.hpp"
#include "rram/solver_config.hpp"

namespace ohmimo::ber {

// One sentence on the settings, tried on the first vector that diverged; empty where none diverged. solver: of the run.
std::string divergence_advice(const SolverTally& tally, const rram::SolverConfig& solver, int last_cycle);

}  // namespace ohmimo::ber
