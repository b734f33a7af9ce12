// From a checked Config to what the engine and the solver are told.
#pragma once
#include "apps/config/config.hpp"
#include "apps/link/link_run.hpp"

namespace ohmimo {

LinkShape link_shape(const Config& config);
rram::SolverConfig solver_config(const Config& config);
LinkConfig link_config(const Config& config);

// Of a run whose frames are slots; otherwise none.
std::optional<SlotConfig> slot_config(const Config& config);

}  // namespace ohmimo
