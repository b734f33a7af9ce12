// Neighbouring lanes in one vector register: the steps that loops share which are written for a width (run_by_width).
// All functions are inlined into such a loop. Vectors pass by reference, since how they pass by value depends on the
// instruction set.
#pragma once
#include <bit>

#include "rram/numbers/lanes.hpp"
#include "rram/numbers/scaling.hpp"

namespace ohmimo::rram {

template <std::size_t width>
struct LaneVector {
  typedef double Value __attribute__((vector_size(8 * width), may_alias));
  typedef std::uint64_t Bits __attribute__((vector_size(8 * width), may_alias));
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

// An element of a matrix as a factor: one number for all lanes, or that of each lane's own matrix.
template <std::size_t width>
[[gnu::always_inline]] inline const double& factor_at(const double& element, std::size_t) {
  return element;
}
template <std::size_t width>
[[gnu::always_inline]] inline const Vector<width>& factor_at(const Lanes& element, std::size_t first) {
  return vector_at<width>(element, first);
}

template <std::size_t width>
[[gnu::always_inline]] inline void drop_sign(const Vector<width>& value, Vector<width>& size) {
  using Bits = typename LaneVector<width>::Bits;
  size = (Vector<width>)((Bits)value & 0x7fffffffffffffffu);
}

// best = the larger of best and |value|; NaN is passed over.
template <std::size_t width>
[[gnu::always_inline]] inline void keep_largest(const Vector<width>& value, Vector<width>& best) {
  Vector<width> size;
  drop_sign<width>(value, size);
  best = size > best ? size : best;
}

// The larger magnitude of two; of NaN and a number the second.
template <std::size_t width>
[[gnu::always_inline]] inline void larger(const Vector<width>& a, const Vector<width>& b, Vector<width>& best) {
  Vector<width> size;
  drop_sign<width>(b, size);
  keep_largest<width>(a, size);
  best = size;
}

// Largest magnitude over x [n] in the lanes from `lane` on. Two chains, as each step waits for the one before.
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

// quotient = value / codes, rounded once as a division does, for codes = 2^k - 1, k <= 16, and |value| < 2^1000. A
// division would take 7 % of a solve with AVX-512 (and save 4 % with AVX2), as divisions queue. Why it is exact:
//   first is off by at most two of its last bit
//   rest = value - codes first = (value - 2^k first) + first has no rounding: both steps are between numbers within a
//   factor of two of each other
//   a quotient by an odd number below 2^16 is at least 2^-17 of its last bit away from where rounding turns
template <std::size_t width>
[[gnu::always_inline]] inline void divide_by_codes(const Vector<width>& value, double codes, Vector<width>& quotient) {
  const double per_code = 1.0 / codes;
  const Vector<width> first = value * per_code;
  const Vector<width> rest = (value - (codes + 1.0) * first) + first;
  quotient = first + rest * per_code;
}

// A converter of codes -codes .. codes, for vectors of a given largest magnitude: value -> round(value per_step) step.
template <std::size_t width>
struct ConverterSteps {
  Vector<width> step, per_step;

  [[gnu::always_inline]] void set(const Vector<width>& magnitude, double codes) {
    const Vector<width> all = Vector<width>{} + codes, part = Vector<width>{} + 1.0 / codes;
    const auto scaled = magnitude > 0x1p-900;  // compared while the division runs
    per_step = scaled ? all / magnitude : all;
    divide_by_codes<width>(magnitude, codes, step);
    step = scaled ? step : part;
  }
  [[gnu::always_inline]] void apply(Vector<width>& value) const {
    value *= per_step;
    round_to_even<width>(value);
    value *= step;
  }
};

// magnitude = power_of_two_above(magnitude) of converters.hpp.
template <std::size_t width>
[[gnu::always_inline]] inline void raise_to_power_of_two(Vector<width>& magnitude) {
  using Bits = typename LaneVector<width>::Bits;
  const Vector<width> floor = (Vector<width>)((Bits)magnitude & 0x7ff0000000000000u), one = Vector<width>{} + 1.0;
  magnitude = magnitude > 0x1p-900 ? 2.0 * floor : one;
}

// 1 / power for powers of two from 2^-1022 to 2^1022, by negating the exponent; 0 for infinity. A division takes ten
// times as long.
template <std::size_t width>
[[gnu::always_inline]] inline void invert_power_of_two(const Vector<width>& power, Vector<width>& inverse) {
  using Bits = typename LaneVector<width>::Bits;
  inverse = (Vector<width>)(0x7fe0000000000000u - (Bits)power);
  inverse = power < INFINITY ? inverse : Vector<width>{};
}

// Clips to -most .. most; NaN becomes most.
template <std::size_t width>
[[gnu::always_inline]] inline void clip(double most, Vector<width>& value) {
  const Vector<width> highest = Vector<width>{} + most;
  value = value < highest ? value : highest;
  value = value > -highest ? value : -highest;
}

// to_words() for vectors of a given largest magnitude: value -> code, in units of lsb.
template <std::size_t width>
struct WordSteps {
  Vector<width> lsb, per_lsb;
  double most;

  [[gnu::always_inline]] void set(const Vector<width>& magnitude, int word_bits) {
    using Bits = typename LaneVector<width>::Bits;
    const double codes = power_of_two(word_bits - 1);
    const Vector<width> all = Vector<width>{} + codes, part = Vector<width>{} + 1.0 / codes;
    const Bits exponent = (Bits)magnitude & 0x7ff0000000000000u;
    // codes / power of two above, by subtracting exponents: a division takes ten times as long.
    const std::uint64_t numerator = std::bit_cast<std::uint64_t>(0.5 * codes) + std::bit_cast<std::uint64_t>(1.0);
    const auto scaled = magnitude > 0x1p-900;
    per_lsb = scaled ? (Vector<width>)(numerator - exponent) : all;
    lsb = scaled ? (Vector<width>)exponent * (2.0 / codes) : part;
    most = codes - 1.0;
  }
  [[gnu::always_inline]] void apply(Vector<width>& value) const {
    value *= per_lsb;
    round_to_even<width>(value);
    clip<width>(most, value);
  }
};

}  // namespace ohmimo::rram
