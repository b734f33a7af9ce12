// Conditions over the keys of a configuration, such as users * 2 <= rx and modulation = '64qam': expressions of SQL,
// which SQLite evaluates.
#pragma once
#include <string>

#include "apps/config/config.hpp"

namespace ohmimo::sweep {

// Names are those of the flags, with _ for -. Throws std::invalid_argument for what is no condition over them.
bool holds(const std::string& condition, const Config& config);

}  // namespace ohmimo::sweep
