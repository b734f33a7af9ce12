// Confidence interval of a simulated bit error rate, by the variance over units (see ErrorCount).
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "apps/link/error_count.hpp"

namespace ohmimo {

// What the design effect of a point was estimated from: the point alone; or the point and others of its curve; or,
// where all of these have fewer than few_bad_units bad units, these and one more unit with half of its bits wrong,
// which is the worst that a channel does.
enum class SpreadSource { point, curve, worst_case };
std::string_view spread_source_name(SpreadSource source);

inline constexpr std::uint64_t few_bad_units = 10;     // fewer say nothing about how units differ
inline constexpr std::uint64_t enough_bad_units = 50;  // so many at a point, and other points are not asked

// tests/long/test_interval.cpp: of intervals from so many bad units or more 95 % hold the BER of the closed form,
// within 2 %; from 20 bad units 91 % do.
inline constexpr std::uint64_t trusted_bad_units = 100;

struct BerInterval {
  double ber = 0.0;  // 0 if no error was seen
  double low = 0.0, high = 1.0;
  bool upper_limit = false;    // no error seen: low = 0 and high is a one-sided limit
  bool few_bad = false;        // errors in fewer than few_bad_units units: a rough number
  double design_effect = 1.0;  // variance over units / binomial variance, >= 1
  SpreadSource spread = SpreadSource::point;
};

// Two-sided interval at the given confidence (inside 0 .. 1). before: the counts of the same curve at lower SNRs,
// rising. Where this point has too few bad units to tell how much units differ, the nearest of those are asked.
// Without bits the interval is [0, 1] and upper_limit is set. Without errors high = -ln(1 - confidence) * design effect
// / bits. A true BER above that shows no error with probability 1 - confidence at most, if the design effect is right:
// bad units of e errors each are all missed with probability exp(-bits ber / E[e]), and E[e] <= E[e^2] / E[e], which is
// the design effect at low BER.
//
// passes: how often the units came round, as those of a file of channels do. They are not new ones then: the interval
// is that of one pass with this BER, too wide by what noise alone adds.
BerInterval ber_interval(const ErrorCount& count, double confidence = 0.95, std::span<const ErrorCount> before = {},
                         double passes = 1.0);

// The same for independent bits, for instance published points of known sample size; bit_errors need not be whole.
BerInterval binomial_interval(double bit_errors, double bits, double confidence = 0.95);

}  // namespace ohmimo
