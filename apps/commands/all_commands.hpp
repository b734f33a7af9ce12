// The commands of the program, in the order of its help.
#pragma once
#include <vector>

#include "apps/commands/command.hpp"

namespace ohmimo {

// Each call makes options with targets of their own.
std::vector<Command> all_commands();

}  // namespace ohmimo
