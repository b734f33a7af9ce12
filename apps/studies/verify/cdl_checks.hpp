// What `ohmimo verify channel` measures of CDL-A to CDL-E.
#pragma once
#include <cstdint>
#include <vector>

#include "apps/studies/verify/check_group.hpp"
#include "channel/tr38901/cdl_table.hpp"

namespace ohmimo::verify {

// One group per table. A tolerance is 3 standard errors of 1e4 draws of a user, 1e5 with --full; two and a half times
// as many are drawn, as of the tapped delay lines.
std::vector<CheckGroup> cdl_check_groups();

// Draws from one table, expectations from another: a planted error is a table that differs.
std::vector<Check> cdl_checks(const CdlTable& drawn, const CdlTable& truth, std::uint64_t seed, int n_draw);

}  // namespace ohmimo::verify
