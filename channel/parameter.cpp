#include "channel/parameter.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <stdexcept>

namespace ohmimo {

double parameter_from_text(std::string_view field, std::string_view text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end)
    throw std::invalid_argument(fmt::format("{} must be a number, got \"{}\"", field, text));
  if (!std::isfinite(value)) throw std::invalid_argument(fmt::format("{} must be finite, got \"{}\"", field, text));
  return value;
}

}  // namespace ohmimo
