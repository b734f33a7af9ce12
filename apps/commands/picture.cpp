#include "apps/commands/picture.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

namespace ohmimo {

bool draw_picture(const std::filesystem::path& stem, std::string_view table,
                  const std::function<void(const std::filesystem::path& stem)>& draw) {
  try {
    draw(stem);
  } catch (const std::exception& error) {
    fmt::print(stderr, "ohmimo: no picture: {} (the numbers are in {})\n", error.what(), table);
    return false;
  }
  fmt::print("{0}.png\n{0}.svg\n", stem.string());
  return true;
}

}  // namespace ohmimo
