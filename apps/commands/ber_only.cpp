// The commands of the program that apps/quickstart builds first.
#include "apps/commands/all_commands.hpp"
#include "apps/commands/ber.hpp"

namespace ohmimo {

std::vector<Command> all_commands() {
  return {ber_command()};
}

}  // namespace ohmimo
