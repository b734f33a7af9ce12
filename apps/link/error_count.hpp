// What a run counts. Integers only, so sums are exact whatever the order: threads, processes and resumed runs agree.
#pragma once
#include <cstdint>

namespace ohmimo {

// Errors of different units are independent of each other. A unit is a channel; where the channel is fixed, a received
// vector; where a frame is a slot, the slot. The bits of a unit share one H or one noise, so their errors come
// together. Intervals (interval.hpp) therefore use the variance over units. All units of one count hold the same number
// of bits.
struct ErrorCount {
  std::uint64_t bits = 0, bit_errors = 0;
  std::uint64_t symbols = 0, symbol_errors = 0;
  std::uint64_t vectors = 0, vector_errors = 0;  // vector: the symbols of all users at one time
  std::uint64_t frames = 0, frame_errors = 0;
  std::uint64_t units = 0, unit_errors = 0;  // unit_errors: bad units, those with at least one bit error
  std::uint64_t sum_sq_errors = 0;           // sum over units of (bit errors of the unit)^2

  // Counts the bits of one unit (bits, bit_errors, units, unit_errors, sum_sq_errors).
  void add_unit(std::uint64_t n_bit, std::uint64_t n_bit_error) {
    bits += n_bit;
    bit_errors += n_bit_error;
    units += 1;
    unit_errors += n_bit_error > 0 ? 1 : 0;
    sum_sq_errors += n_bit_error * n_bit_error;
  }

  // Takes all that was counted as one unit and one frame.
  void make_one_unit() {
    units = frames = 1;
    unit_errors = frame_errors = bit_errors > 0 ? 1 : 0;
    sum_sq_errors = bit_errors * bit_errors;
  }

  ErrorCount& operator+=(const ErrorCount& other);
  bool operator==(const ErrorCount&) const = default;
};

}  // namespace ohmimo
