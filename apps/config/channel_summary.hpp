// What a run says of its channel before it begins, for channels that know frequency and time.
#pragma once
#include <string>
#include <vector>

#include "apps/config/run.hpp"

namespace ohmimo {

// Sentences without full stop: where the users are, the grid of a slot, pilots and their share of it. Of
// channels that stand for themselves what their law says, mostly nothing.
std::vector<std::string> channel_summary(const Run& run);

}  // namespace ohmimo
