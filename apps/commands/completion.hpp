// `ohmimo completion`: the script that completes commands, options and their words at the tab key of a shell.
#pragma once
#include "apps/commands/command.hpp"

namespace ohmimo {

Command completion_command();

}  // namespace ohmimo
