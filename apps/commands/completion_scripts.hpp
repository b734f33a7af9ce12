// Scripts that complete `ohmimo ...` at the tab key, from the table of commands and options.
#pragma once
#include <span>
#include <string>

#include "apps/commands/command.hpp"

namespace ohmimo {

std::string bash_completion(std::span<const Command> commands);
std::string zsh_completion(std::span<const Command> commands);
std::string fish_completion(std::span<const Command> commands);

// In single quotes, as a shell reads it: of sh for bash and zsh, and of fish.
std::string sh_quoted(const std::string& text);
std::string fish_quoted(const std::string& text);

}  // namespace ohmimo
