// An array of few rows with its converters, in one pass through the registers.
#pragma once
#include "rram/lanes.hpp"

namespace ohmimo::rram {

inline constexpr std::size_t largest_small_array = 4;

// out = ADC(a DAC(in)) for a square a of 1 to largest_small_array rows; codes of the converters, 0 = ideal. The same
// result as convert, multiply, convert; out and in may be the same storage.
struct SmallArray {
  MatrixView a;
  int dac = 0;
  int adc = 0;
};
void apply(const SmallArray& array, const Lanes* in, Lanes* out);

}  // namespace ohmimo::rram
