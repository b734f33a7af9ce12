// The command line of the program: which command, with which options, or one sentence that says what is wrong.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "apps/commands/command.hpp"

namespace ohmimo {

// Parses the words after the program's name, fills the targets of the options given and runs the command named. Returns
// its exit code, or 2 after one sentence on stderr for words that cannot be understood. Whatever the command throws
// comes through.
int run_command_line(std::span<const Command> commands, const std::vector<std::string>& words);

// One sentence on stderr; returns 2, the exit code of a wrong invocation.
int refuse_invocation(const std::string& sentence);

}  // namespace ohmimo
