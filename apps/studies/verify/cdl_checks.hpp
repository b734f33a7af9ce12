// What `ohmimo verify channel` measures of CDL-A to CDL-E.
#pragma once
#include <cstdint>

#include "apps/studies/verify/rram_checks.hpp"
#include "channel/tr38901/cdl_table.hpp"

namespace ohmimo::verify {

// One group per table; 1e5 draws where all is asked for, else 1e4.
std::vector<CheckGroup> cdl_check_groups();

// Draws from one table, expectations from another: a planted error is a table that differs.
std::vector<Check> cdl_checks(const CdlTable& drawn, const CdlTable& truth, std::uint64_t seed, int n_draw);

}  // namespace ohmimo::verify
