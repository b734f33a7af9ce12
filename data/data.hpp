// Access to the tables under data/, compiled into the program (data/embed.cmake). A table is named by its path inside
// data/, for example "devices/taox_zuo2025.toml".
#pragma once
#include <span>
#include <string_view>

namespace ohmimo::data {

struct File {
  std::string_view name;  // path inside data/
  std::string_view text;
};

std::span<const File> files();

// Text of one table; throws std::invalid_argument if there is none of that name.
std::string_view text(std::string_view name);

}  // namespace ohmimo::data
