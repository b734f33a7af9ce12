// `ohmimo spice --nnls`: one programmed regression circuit as an ngspice deck, and what ngspice makes of it.
#pragma once
#include "apps/commands/spice.hpp"

namespace ohmimo {

// As run_spice().
int run_spice_nnls(const SpiceFlags& flags);

}  // namespace ohmimo
