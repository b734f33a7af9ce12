// The published points that config.output.golden asks for.
#pragma once
#include <vector>

#include "apps/config/config.hpp"
#include "apps/published/golden.hpp"

namespace ohmimo {

// Points of that figure for the array and modulation of the configuration; none if no figure is asked for.
// Throws std::invalid_argument if the figure shows another system: its points would mislead in the plot.
std::vector<GoldenPoint> golden_figure(const Config& config);

}  // namespace ohmimo
