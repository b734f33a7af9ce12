// `ohmimo sweep`: many configurations, compared.
#pragma once
#include "apps/commands/command.hpp"

namespace ohmimo {

Command sweep_command();

}  // namespace ohmimo
