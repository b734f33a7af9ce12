// Drops of users into one cell (clause 7.5, steps 1 to 12) as models of the uplink to one array: umi, uma, inh.
#pragma once
#include "channel/channel_model.hpp"
#include "channel/tr38901/scenario.hpp"

namespace ohmimo {

FadingLaw drop_law(Scenario::Kind kind);

}  // namespace ohmimo
