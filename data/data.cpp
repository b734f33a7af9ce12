#include "data/data.hpp"

#include <stdexcept>
#include <string>

namespace ohmimo::data {

std::string_view text(std::string_view name) {
  for (const File& file : files())
    if (file.name == name) return file.text;
  throw std::invalid_argument("data: there is no table named '" + std::string(name) + "'");
}

}  // namespace ohmimo::data
