#include "apps/commands/text_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ohmimo {
namespace {

int total_width(std::span<const TextColumn> columns, std::span<const std::size_t> shown) {
  int width = -1;
  for (const std::size_t k : shown) width += columns[k].width + 1;
  return width;
}

}  // namespace

std::vector<std::size_t> fitting_columns(std::span<const TextColumn> columns, int line_width) {
  std::vector<std::size_t> shown(columns.size());
  std::iota(shown.begin(), shown.end(), 0);
  while (shown.size() > 1 && total_width(columns, shown) > line_width)
    shown.erase(std::ranges::max_element(shown, {}, [&](std::size_t k) { return columns[k].rank; }));
  return shown;
}

std::string text_line(std::span<const TextColumn> columns, std::span<const std::size_t> shown,
                      std::span<const std::string> cells) {
  std::string line;
  for (const std::size_t k : shown) {
    const TextColumn& column = columns[k];
    line += line.empty() ? "" : " ";
    line += fmt::format(fmt::runtime(fmt::format("{{:{}{}}}", column.align, column.width)), cells[k]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace ohmimo
