#include "apps/text/lines.hpp"

#include <algorithm>

namespace ohmimo {
namespace {

std::string wrapped_line(std::string_view line, std::size_t most) {
  const std::size_t first = std::min(line.find_first_not_of(' '), line.size());
  const std::string indent(first <= most / 2 ? first : 0, ' ');
  std::string out;
  std::size_t start = first;  // of the first word: no break before it
  while (line.size() > most) {
    std::size_t cut = line.rfind(' ', most);
    if (cut == std::string_view::npos || cut <= start) cut = line.find(' ', std::max(most, start));
    if (cut == std::string_view::npos) break;
    const std::size_t next = line.find_first_not_of(' ', cut);
    const std::string_view done = line.substr(0, cut);
    out += (out.empty() ? "" : indent) + std::string(done.substr(0, done.find_last_not_of(' ') + 1));
    if (next == std::string_view::npos) return out;
    out += "\n";
    line.remove_prefix(next);
    if (start == first) most -= indent.size();
    start = 0;
  }
  return out + (out.empty() ? "" : indent) + std::string(line);
}

}  // namespace

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
  for (;;) {
    const std::size_t end = text.find('\n');
    out += wrapped_line(text.substr(0, end), most);
    if (end == std::string_view::npos) return out;
    out += "\n";
    text.remove_prefix(end + 1);
  }
}

}  // namespace ohmimo
