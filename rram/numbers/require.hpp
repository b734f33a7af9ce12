// The check of one number from outside.
#pragma once
#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

namespace ohmimo::rram {

// Throws std::invalid_argument "<rule>, got <value>" unless ok; the rule names the field. Twelve digits: numbers in
// other units come back with a rounding.
inline void require(bool ok, std::string_view rule, double value) {
  if (!ok) throw std::invalid_argument(fmt::format("{}, got {:.12g}", rule, value));
}

}  // namespace ohmimo::rram
