// The check of one number from outside.
#pragma once
#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

#include "rram/numbers/int_range.hpp"

namespace ohmimo::rram {

// Throws std::invalid_argument "<rule>, got <value>" unless ok; the rule names the field. Twelve digits: numbers in
// other units come back with a rounding.
inline void require(bool ok, std::string_view rule, double value) {
  if (!ok) throw std::invalid_argument(fmt::format("{}, got {:.12g}", rule, value));
}

// Throws std::invalid_argument "<field> must be <low> to <high>, got <value>" for a value outside the range.
inline void require_in(IntRange range, std::string_view field, int value) {
  if (!range.holds(value)) require(false, fmt::format("{} must be {} to {}", field, range.low, range.high), value);
}

}  // namespace ohmimo::rram
