// penalty.csv: one row per measured penalty.
#pragma once
#include <string>
#include <vector>

#include "apps/studies/penalty/sweep.hpp"

namespace ohmimo {

// Units in the names of the columns; cells without a number are empty. Points not measured are left out.
std::string penalty_csv(const std::vector<PenaltySweep>& sweeps, const PenaltyRule& rule);

}  // namespace ohmimo
