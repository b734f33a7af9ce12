// Number formats of the solver: the coarse converters at the analogue arrays and the fixed-point words between them.
#pragma once
#include <bit>
#include <cstdint>
#include <span>

#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

// Codes -c..c of a signed mid-tread converter with the given bits; 4 bits: -7..7.
constexpr int converter_codes(int bits) {
  return (1 << (bits - 1)) - 1;
}

// DAC or ADC: every vector (lane) is scaled so that its largest magnitude is the largest code, rounded and scaled back.
// The scaling is ideal auto-ranging, as the controller of the paper does it for each vector. Magnitudes must be below
// 2^1000; a largest magnitude up to 2^-900 is not scaled and rounds to 0. out may be the storage of in.
void convert(std::span<const Lanes> in, int codes, Lanes* out);

// A vector as signed words: value = code lsb, the lsb common to one vector.
struct Words {
  const Lanes* code = nullptr;
  Lanes lsb;
};

// Rounds each lane to words of word_bits (sign included). The lsb is the power of two that makes the largest magnitude
// use the top bit; a rounded value beyond 2^(word_bits - 1) - 1 is clipped to it. code [n] is the storage behind the
// result and may be that of value.
Words to_words(std::span<const Lanes> value, int word_bits, Lanes* code);

// a = factor a for a [n], lane by lane. With the lsb as factor, words become values.
void scale(const Lanes& factor, std::size_t n, Lanes* a);

// Round to the nearest integer, ties to even, |value| < 2^51: the sum has no bits left for the fraction.
[[gnu::always_inline]] inline double round_even(double value) {
  constexpr double no_fraction = 0x1.8p52;
  return (value + no_fraction) - no_fraction;
}

// The power of two above a magnitude: 1.5 -> 2, 2 -> 4; 1 for magnitudes too small to scale by (0, below 2^-900).
[[gnu::always_inline]] inline double power_of_two_above(double magnitude) {
  constexpr std::uint64_t exponent_bits = 0x7ff0000000000000;
  const double floor = std::bit_cast<double>(std::bit_cast<std::uint64_t>(magnitude) & exponent_bits);
  return magnitude > 0x1p-900 ? 2.0 * floor : 1.0;
}

}  // namespace ohmimo::rram
