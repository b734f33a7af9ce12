// `ohmimo stream`: live frames over UDP, sent, received, or both at once.
#pragma once
#include "apps/commands/command.hpp"

namespace ohmimo {

Command stream_command();

}  // namespace ohmimo
