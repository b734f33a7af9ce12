// Exact scaling by powers of two: matrices and vectors enter the arithmetic with their largest magnitude in [0.5, 1).
#pragma once
#include <cmath>

namespace ohmimo::rram {

// Exponent that brings a magnitude into [0.5, 1) by ldexp(value, -exponent); 0 for zero.
inline int exponent_of(double magnitude) {
  int exponent = 0;
  std::frexp(magnitude, &exponent);
  return exponent;
}

// 2^exponent as two factors, so that neither leaves the range of double where the product of both with a value stays in
// it.
struct PowerOfTwo {
  double first = 1.0;
  double second = 1.0;

  explicit PowerOfTwo(int exponent)
      : first(std::ldexp(1.0, exponent / 2)), second(std::ldexp(1.0, exponent - exponent / 2)) {}
  double scale(double value) const { return value * first * second; }
};

}  // namespace ohmimo::rram
