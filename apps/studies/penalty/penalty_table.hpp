// The table of measured penalties: penalty.csv.
#pragma once
#include <vector>

#include "apps/results/table.hpp"
#include "apps/studies/penalty/sweep.hpp"

namespace ohmimo::penalty {

struct PenaltyLine {
  const PenaltyPoint& point;
  const PenaltyRule& rule;
};
Columns<PenaltyLine> penalty_columns();

// Points not measured are left out.
Table penalty_table(const std::vector<PenaltySweep>& sweeps, const PenaltyRule& rule);

}  // namespace ohmimo::penalty
