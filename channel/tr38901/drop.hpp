// Drops of users into one cell (clause 7.5, steps 1 to 12) as models of the uplink to one array: umi, uma, inh.
#pragma once
#include "channel/channel_model.hpp"
#include "channel/scene.hpp"
#include "channel/tr38901/scenario.hpp"

namespace ohmimo {

// name: umi, uma or inh. Throws std::invalid_argument for wrong words of the scene.
FadingLaw drop(std::string_view name, const Scene& scene);

}  // namespace ohmimo
