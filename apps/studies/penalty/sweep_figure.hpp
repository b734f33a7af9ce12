// Pictures of the penalty over one parameter, from the rows of penalty.csv.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apps/plot/interval_plot.hpp"
#include "apps/plot/rows.hpp"

namespace ohmimo::penalty {

// The parameters that rows change alone, each once.
std::vector<std::string> sweeps_of(const plot::Rows& rows);

// Penalty with its interval over the values, from mild to harsh. Throws std::invalid_argument naming file, line, rule
// and value for rows that are not those of penalty.csv.
plot::IntervalPlot sweep_plot(const plot::Rows& rows, const std::string& parameter);

}  // namespace ohmimo::penalty
