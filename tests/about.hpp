// Comparison of numbers of any size, relative throughout.
#pragma once
#include <doctest/doctest.h>

namespace ohmimo {

// |a - value| < tolerance * max(|a|, |value|). doctest::Approx of its own adds 1 to that scale, so that any two
// conductances, times, energies or error rates are equal to it. Without a tolerance: the same few operations in double
// precision, 45 eps. Nothing is about 0 or infinity.
inline doctest::Approx about(double value, double tolerance = 1e-14) {
  return doctest::Approx(value).epsilon(tolerance).scale(0.0);
}

}  // namespace ohmimo
