// The whole numbers that a field may take.
#pragma once

namespace ohmimo::rram {

struct IntRange {
  int low, high;  // both included

  constexpr bool holds(int value) const { return value >= low && value <= high; }
};

}  // namespace ohmimo::rram
