// Shared by the tests of drops.
#pragma once
#include <algorithm>
#include <vector>

#include "channel/tr38901/scenario.hpp"

namespace ohmimo::drop_test {

inline constexpr Scenario::Kind umi = Scenario::Kind::umi, uma = Scenario::Kind::uma, inh = Scenario::Kind::inh;

inline double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

}  // namespace ohmimo::drop_test
