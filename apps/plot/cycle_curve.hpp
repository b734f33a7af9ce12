// A column of a table with a row per refinement cycle, as a curve over the cycles.
#pragma once
#include <string>
#include <string_view>

#include "apps/plot/log_plot.hpp"
#include "apps/plot/rows.hpp"

namespace ohmimo::plot {

// A gap where the column holds no number. Throws std::invalid_argument for a cycle that is none.
LogCurve cycle_curve(const Rows& rows, const std::string& label, std::string_view column);

}  // namespace ohmimo::plot
