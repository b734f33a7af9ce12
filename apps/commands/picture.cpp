#include "apps/commands/picture.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

namespace ohmimo {

bool draw_picture(const std::filesystem::path& stem, const std::filesystem::path& shown,
                  const std::function<void(const std::filesystem::path& stem)>& draw) {
  try {
    draw(stem);
  } catch (const std::exception& error) {
    fmt::print(stderr, "ohmimo: no picture: {} (the numbers are written)\n", error.what());
    return false;
  }
  fmt::print("{0}.png\n{0}.svg\n", shown.string());
  return true;
}

}  // namespace ohmimo
