#include "apps/commands/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

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

std::string fitted(std::string_view text, int columns) {
  constexpr std::string_view more = "...";
  const std::size_t most = columns < 0 ? 0 : static_cast<std::size_t>(columns);
  if (text.size() <= most) return std::string(text);
  if (most <= more.size()) return std::string(text.substr(0, most));
  return std::string(text.substr(0, most - more.size())) + std::string(more);
}

std::string wrapped(std::string_view text, int columns) {
  const std::size_t most = columns < 1 ? 1 : static_cast<std::size_t>(columns);
  std::string out;
  while (text.size() > most) {
    std::size_t cut = text.rfind(' ', most);
    if (cut == std::string_view::npos || cut == 0) cut = text.find(' ', most);
    if (cut == std::string_view::npos) break;
    out += std::string(text.substr(0, cut)) + "\n";
    text.remove_prefix(cut + 1);
  }
  return out + std::string(text);
}

}  // namespace ohmimo
