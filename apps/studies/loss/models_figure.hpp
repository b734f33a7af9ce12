// Several loss tables in one picture: how channels of different models differ for the solver.
#pragma once
#include <string>
#include <vector>

#include "apps/plot/rows.hpp"

namespace ohmimo::loss {

// A marker per channel: spectral radius of the refinement over condition number of the matrix that is solved, both
// logarithmic, and the line 1 above which stationary refinement diverges. Tables are told apart by their channel, and
// where that is the same by the folder they lie in. Return the gnuplot commands; throw std::invalid_argument naming
// table, line and column.
std::string radius_script(const std::vector<plot::Rows>& tables, const std::string& title);

// Share of the channels served over refinement cycles, a curve per table.
std::string served_script(const std::vector<plot::Rows>& tables, const std::string& title);

}  // namespace ohmimo::loss
