#include "apps/commands/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "apps/text/lines.hpp"

namespace ohmimo {

int terminal_columns(int descriptor) {
  if (isatty(descriptor) != 1) return unlimited_columns;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

bool is_live(int descriptor) {
  const char *terminal = std::getenv("TERM"), *no_colour = std::getenv("NO_COLOR");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return isatty(descriptor) == 1;
}

void print_text(std::string_view text) {
  fmt::print("{}", wrapped(text, terminal_columns(STDOUT_FILENO)));
}

}  // namespace ohmimo
