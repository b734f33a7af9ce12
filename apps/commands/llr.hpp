// `ohmimo llr`: whether soft bits are what they say.
#pragma once
#include "apps/commands/command.hpp"

namespace ohmimo {

Command llr_command();

}  // namespace ohmimo
