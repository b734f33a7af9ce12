// Order statistics of simulated chips.
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

namespace ohmimo {

// Linear between the order statistics; values not empty, 0 <= q <= 1.
inline double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double part = place - std::floor(place);
  return part == 0.0 ? values[below] : (1.0 - part) * values[below] + part * values[above];
}

inline double median(const std::vector<double>& values) {
  return quantile(values, 0.5);
}

}  // namespace ohmimo
