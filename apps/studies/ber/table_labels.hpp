// How curves of several tables of results are told apart in one picture.
#pragma once
#include <string>
#include <vector>

#include "apps/plot/rows.hpp"

namespace ohmimo::ber {

// "64x8 16qam": antennas, users and modulation of the first row.
std::string system_text(const plot::Rows& rows);

// One label per table: the columns whose first values differ ("128x8 16qam", "fidelity device"), or where these are the
// same for two tables the folders; all "" for a single table.
std::vector<std::string> table_labels(const std::vector<plot::Rows>& tables);

}  // namespace ohmimo::ber
