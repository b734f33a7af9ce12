// How wide a text is on a terminal.
#pragma once
#include <algorithm>
#include <string_view>

namespace ohmimo {

inline std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    widest = std::max(widest, end - start);
    start = end + 1;
  }
  return widest;
}

inline constexpr int terminal_widths[] = {40, 80, 120};

}  // namespace ohmimo
