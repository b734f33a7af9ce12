// Whether two bit error rates differ by more than chance, with what their bits share: errors of one channel come
// together.
#pragma once

namespace ohmimo::diff {

// One rate as a row of ber.csv has it.
struct Rate {
  double bits = 0.0, bit_errors = 0.0;
  double low = 0.0, high = 1.0;  // its own 95 % interval
  double design_effect = 1.0;    // variance over that of independent bits
  bool effect_is_bound = false;  // assumed for the worst case, not estimated

  double ber() const { return bit_errors / bits; }
};

struct RateTest {
  double difference = 0.0;          // B - A
  double low = 0.0, high = 0.0;     // its 95 % interval
  double z = 0.0;                   // difference over its standard error if both rates were one
  double degrees_of_freedom = 0.0;  // of the estimated standard error; infinite = z is normal
  double p = 1.0;                   // of a difference as large or larger if both rates were one
};

// Of runs with draws of their own; where both saw the same draws p is too large, never too small. Both need bits.
RateTest compare_rates(const Rate& a, const Rate& b);

}  // namespace ohmimo::diff
