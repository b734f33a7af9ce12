// `ohmimo man`: the manual page, from the table of commands and options.
#pragma once
#include <span>
#include <string>

#include "apps/commands/command.hpp"

namespace ohmimo {

Command manual_command();

// As troff with the macros of man(7): a section per command.
std::string manual_page(std::span<const Command> commands);

}  // namespace ohmimo
