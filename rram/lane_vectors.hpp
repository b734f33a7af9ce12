// Neighbouring lanes in one vector register: what the kernels share that are instantiated once per register width
// (by_width). All functions are inlined into such an instance; vectors pass by reference, since how they are passed by
// value depends on the instruction set.
#pragma once
#include "rram/lanes.hpp"
#include "rram/scaling.hpp"

namespace ohmimo::rram {

template <std::size_t width>
struct LaneVector {
  typedef double Value __attribute__((vector_size(8 * width), may_alias));
  typedef std::int64_t Bits __attribute__((vector_size(8 * width), may_alias));
};
template <std::size_t width>
using Vector = typename LaneVector<width>::Value;

template <std::size_t width>
[[gnu::always_inline]] inline const Vector<width>& vector_at(const Lanes& lanes, std::size_t first) {
  return *reinterpret_cast<const Vector<width>*>(lanes.at + first);
}
template <std::size_t width>
[[gnu::always_inline]] inline Vector<width>& vector_at(Lanes& lanes, std::size_t first) {
  return *reinterpret_cast<Vector<width>*>(lanes.at + first);
}

// best = the larger of best and |value|; NaN is passed over.
template <std::size_t width>
[[gnu::always_inline]] inline void keep_largest(const Vector<width>& value, Vector<width>& best) {
  using Bits = typename LaneVector<width>::Bits;
  const Vector<width> size = (Vector<width>)((Bits)value & 0x7fffffffffffffff);
  best = size > best ? size : best;
}

// Largest magnitude over x [n] in the lanes from `lane` on. Two chains: the end of one is waited for.
template <std::size_t width>
[[gnu::always_inline]] inline void largest_in(const Lanes* x, std::size_t n, std::size_t lane, Vector<width>& best) {
  Vector<width> even{}, odd{};
  std::size_t j = 0;
  for (; j + 2 <= n; j += 2) {
    keep_largest<width>(vector_at<width>(x[j], lane), even);
    keep_largest<width>(vector_at<width>(x[j + 1], lane), odd);
  }
  if (j < n) keep_largest<width>(vector_at<width>(x[j], lane), even);
  keep_largest<width>(odd, even);
  best = even;
}

// Round to the nearest integer, ties to even, |value| < 2^51: the sum has no bits left for the fraction.
template <std::size_t width>
[[gnu::always_inline]] inline void round_to_even(Vector<width>& value) {
  constexpr double no_fraction = 0x1.8p52;
  value = (value + no_fraction) - no_fraction;
}

// What a converter of -codes..codes does to a vector with this largest magnitude: value -> round(value per_step) step.
template <std::size_t width>
struct ConverterSteps {
  Vector<width> step, per_step;

  [[gnu::always_inline]] void set(const Vector<width>& magnitude, double codes) {
    const Vector<width> one = Vector<width>{} + 1.0, all = Vector<width>{} + codes;
    const Vector<width> safe = magnitude > 0x1p-900 ? magnitude : one;
    step = safe / all;
    per_step = all / safe;
  }
  [[gnu::always_inline]] void apply(Vector<width>& value) const {
    value *= per_step;
    round_to_even<width>(value);
    value *= step;
  }
};

// What to_words() does to a vector with this largest magnitude: value -> code; a code stands for lsb.
template <std::size_t width>
struct WordSteps {
  Vector<width> lsb, per_lsb;
  double most;

  [[gnu::always_inline]] void set(const Vector<width>& magnitude, int word_bits) {
    using Bits = typename LaneVector<width>::Bits;
    const double codes = power_of_two(word_bits - 1);
    const Vector<width> one = Vector<width>{} + 1.0;
    const Vector<width> floor = (Vector<width>)((Bits)magnitude & 0x7ff0000000000000);
    lsb = magnitude > 0x1p-900 ? 2.0 * floor : one;
    lsb *= power_of_two(1 - word_bits);
    per_lsb = 1.0 / lsb;
    most = codes - 1.0;
  }
  [[gnu::always_inline]] void apply(Vector<width>& value) const {
    const Vector<width> highest = Vector<width>{} + most;
    value *= per_lsb;
    round_to_even<width>(value);
    value = value < highest ? value : highest;
    value = value > -highest ? value : -highest;
  }
};

}  // namespace ohmimo::rram
