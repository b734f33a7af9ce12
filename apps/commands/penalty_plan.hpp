// What `ohmimo penalty` measures, by its flags.
#pragma once
#include <vector>

#include "apps/commands/penalty.hpp"
#include "apps/studies/penalty/sweep.hpp"

namespace ohmimo {

// The configured setting; then every parameter of interest alone; then the maps. Throws std::invalid_argument for flags
// that contradict each other or change nothing, and for settings that cannot be run.
std::vector<penalty::PenaltySweep> plan_penalty(const Run& run, const PenaltyFlags& flags);

}  // namespace ohmimo
