// Sentences of the rules of a configuration.
#pragma once
#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

#include "rram/numbers/int_range.hpp"

namespace ohmimo {

template <class Value>
void require(bool ok, std::string_view field, std::string_view rule, const Value& value) {
  if (!ok) throw std::invalid_argument(fmt::format("{} must be {}, got {}", field, rule, value));
}

template <class Number>
void require_range(std::string_view field, Number value, Number low, Number high) {
  require(value >= low && value <= high, field, fmt::format("from {} to {}", low, high), value);
}

// Of a physical quantity: a value in another unit is usually far outside.
inline void require_range(std::string_view field, double value, double low, double high, std::string_view unit) {
  require(value >= low && value <= high, field, fmt::format("from {:g} to {:g} {}", low, high, unit), value);
}

inline void require_range(std::string_view field, int value, rram::IntRange range) {
  require_range(field, value, range.low, range.high);
}

}  // namespace ohmimo
