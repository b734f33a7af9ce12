// Energy per bit over throughput per area, both logarithmic, with lines of constant power density (their product).
#pragma once
#include <string>

#include "apps/plot/rows.hpp"
#include "apps/studies/compare/comparison.hpp"

namespace ohmimo::compare {

// The gnuplot commands that draw the rows of compare.csv with both figures into plot.png and plot.svg: published
// designs at the node of the configuration by the general rule, modelled hardware, whole cards. The paper's closed form
// gives no area: its points take that of the bottom-up model, and the legend says so. title: "" = the system. Throws
// std::invalid_argument if no row has both, and naming file, line, rule and value for rows of another kind.
std::string scatter_script(const plot::Rows& rows, const std::string& title = "");
std::string scatter_script(const ComparisonTable& table);

}  // namespace ohmimo::compare
