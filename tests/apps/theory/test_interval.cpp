// Confidence intervals of error counts: their coverage and hand-made cases.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "apps/link/error_count.hpp"
#include "apps/theory/interval.hpp"
#include "phy/rng.hpp"
#include "tests/about.hpp"

namespace test_interval {

using namespace ohmimo;

// Channels of 336 bits whose error probability is Beta(1, b) distributed: mean 1/(1+b), correlation of two bits of one
// channel 1/(2+b), hence design effect 1 + 335/(2+b).
struct ErrorsByUnit {
  double b;
  std::uint64_t n_unit;
  std::uint64_t n_bit = 336;

  double ber() const { return 1.0 / (1.0 + b); }
  double design_effect() const { return 1.0 + double(n_bit - 1) / (2.0 + b); }

  // Positions of errors by geometric gaps: as many draws as errors.
  ErrorCount draw(RngStream& rng) const {
    ErrorCount count;
    for (std::uint64_t i = 0; i < n_unit; ++i) {
      const double p = -std::expm1(std::log(rng.uniform()) / b);
      std::uint64_t errors = 0;
      double position = 0.0;
      while (p > 0.0) {
        position += std::floor(std::log(rng.uniform()) / std::log1p(-p)) + 1.0;
        if (!(position <= double(n_bit))) break;
        ++errors;
      }
      count.add_unit(n_bit, errors);
    }
    return count;
  }
};

struct Coverage {
  double by_units = 0.0, naive = 0.0, design_effect = 0.0;
};

// How often the interval, and the naive p +- 1.96 sqrt(p (1-p) / bits), hold the true BER.
Coverage coverage(const ErrorsByUnit& source, int n_trial) {
  RngStream rng({2024, 1, 0}, Purpose::channel);
  Coverage result;
  for (int trial = 0; trial < n_trial; ++trial) {
    const ErrorCount count = source.draw(rng);
    const BerInterval interval = ber_interval(count);
    const double p = interval.ber, half = 1.96 * std::sqrt(p * (1.0 - p) / double(count.bits));
    result.by_units += interval.low <= source.ber() && source.ber() <= interval.high;
    result.naive += std::abs(p - source.ber()) <= half;
    result.design_effect += interval.design_effect;
  }
  result.by_units /= n_trial;
  result.naive /= n_trial;
  result.design_effect /= n_trial;
  return result;
}

// 95 % within 2 % and three standard deviations of the simulation.
bool covers(double fraction, int n_trial) {
  return std::abs(fraction - 0.95) <= 0.02 + 3.0 * std::sqrt(0.95 * 0.05 / n_trial);
}
double lowest_share(int n_trial) {
  return 0.93 - 3.0 * std::sqrt(0.95 * 0.05 / n_trial);
}

TEST_CASE("intervals cover errors that come together, the naive interval does not") {
  const int n_trial = 2000;
  for (const ErrorsByUnit& source : {ErrorsByUnit{9.0, 200}, ErrorsByUnit{49.0, 300}, ErrorsByUnit{999.0, 400}}) {
    const Coverage found = coverage(source, n_trial);
    CAPTURE(source.ber());
    CAPTURE(found.by_units);
    CAPTURE(found.naive);
    CHECK(covers(found.by_units, n_trial));
    CHECK(found.design_effect == about(source.design_effect(), 0.05));
    if (source.design_effect() > 2.0) CHECK_FALSE(covers(found.naive, n_trial));
  }
}

TEST_CASE("intervals cover independent errors") {
  // One bit per channel is a plain coin: the same code must not be too wide there.
  const int n_trial = 2000;
  const Coverage found = coverage({9.0, 500, 1}, n_trial);
  CAPTURE(found.by_units);
  CHECK(covers(found.by_units, n_trial));
}

// Bad channels of 1 or, one in ten, 300 errors, whose number is Poisson with the given mean: 10 * 300 / 309 of the
// errors come from a tenth of the bad channels. A run of points of one SNR, each with those before as its curve.
TEST_CASE("intervals cover few and unequal bad channels by the help of the curve") {
  constexpr int n_point = 2000, n_unit = 10000;
  constexpr double mean_errors = 0.9 * 1 + 0.1 * 300;
  for (const double mean_bad : {0.5, 2.0, 8.0, 60.0}) {
    RngStream rng({2024, 2, 0}, Purpose::channel);
    const double truth = mean_bad * mean_errors / (600.0 * n_unit);
    std::vector<ErrorCount> curve;
    int covered = 0, alone = 0, without_error = 0, above_limit = 0;
    for (int point = 0; point < n_point; ++point) {
      ErrorCount count;
      count.bits = 600 * n_unit, count.units = n_unit;
      for (double t = -std::log(rng.uniform()); t < mean_bad; t -= std::log(rng.uniform())) {
        const std::uint64_t errors = rng.uniform() < 0.1 ? 300 : 1;
        count.bit_errors += errors, count.sum_sq_errors += errors * errors, count.unit_errors += 1;
      }
      const auto holds = [&](const BerInterval& interval) { return interval.low <= truth && truth <= interval.high; };
      const BerInterval interval = ber_interval(count, 0.95, curve);
      covered += holds(interval);
      without_error += interval.upper_limit;
      above_limit += interval.upper_limit && truth > interval.high;
      // As if channels were alike: a design effect of the mean bad channel.
      const double effect = count.unit_errors == 0 ? 1.0 : double(count.bit_errors) / double(count.unit_errors);
      alone += holds(binomial_interval(double(count.bit_errors) / effect, double(count.bits) / effect));
      curve.push_back(count);
    }
    CAPTURE(mean_bad);
    CAPTURE(double(covered) / n_point);
    CAPTURE(double(alone) / n_point);
    CHECK(double(covered) / n_point >= lowest_share(n_point));
    CHECK(double(alone) / n_point < lowest_share(n_point));
    CHECK(above_limit <= 0.05 * without_error);
  }
}

TEST_CASE("design effect of a hand-made count") {
  // 40 channels of 10 bits, 10 of them with 4 errors: p = 0.1, sample variance (10 * 16 - 40) / 39, binomial 10 * 0.09
  ErrorCount count;
  for (int i = 0; i < 40; ++i) count.add_unit(10, i % 4 == 0 ? 4 : 0);
  const BerInterval interval = ber_interval(count);
  CHECK(interval.ber == 0.1);
  CHECK(interval.design_effect == about(120.0 / 39.0 / 0.9, 1e-14));
  CHECK(interval.low < 0.1);
  CHECK(interval.high > 0.1);
  // spread evenly it is below binomial, and the floor 1 holds
  ErrorCount even;
  for (int i = 0; i < 40; ++i) even.add_unit(10, 1);
  CHECK(ber_interval(even).design_effect == 1.0);
  CHECK(ber_interval(even).high < interval.high);
}

TEST_CASE("wilson interval of independent bits") {
  // Ends solve |p_hat - p| = z sqrt(p (1-p) / n): put back into it. z = 1.959963984540054 for 95 %.
  const BerInterval interval = binomial_interval(12.0, 1600.0);
  for (const double p : {interval.low, interval.high})
    CHECK(std::abs(interval.ber - p) == about(1.959963984540054 * std::sqrt(p * (1.0 - p) / 1600.0), 1e-12));
  CHECK(interval.low < interval.ber);
  CHECK(interval.ber < interval.high);
  CHECK(binomial_interval(12.0, 1600.0, 0.99).high > interval.high);
  CHECK(binomial_interval(10.0, 10.0).high == about(1.0));
}

TEST_CASE("no errors give an upper limit by the design effect of the nearest points with errors") {
  ErrorCount none;
  for (int i = 0; i < 1000; ++i) none.add_unit(100, 0);
  // 60 bad units of 5 and 15 errors, 7500 / 600 = 12.5; less the mean over all 1060 units, and by 1 - p
  ErrorCount near = none, far = none;
  for (int i = 0; i < 30; ++i) near.add_unit(100, 5), near.add_unit(100, 15);
  for (int i = 0; i < 60; ++i) far.add_unit(100, 50);
  const std::vector<ErrorCount> before = {far, near, none};
  const BerInterval interval = ber_interval(none, 0.95, before);
  CHECK(interval.upper_limit);
  CHECK_FALSE(interval.few_bad);
  CHECK(interval.ber == 0.0);
  CHECK(interval.low == 0.0);
  CHECK(interval.spread == SpreadSource::curve);
  CHECK(interval.design_effect ==
        about((7500.0 - 600.0 * 600.0 / 1060.0) * 1060.0 / 1059.0 / (600.0 * (1.0 - 600.0 / 106e3)), 1e-12));
  // units of 12.5 errors: (1 - p_bad)^n = 0.05 for p_bad = high * 100 / 12.5, to the first order in p_bad = 0.003
  CHECK(std::pow(1.0 - interval.high * 100.0 / interval.design_effect, 1000.0) == about(0.05, 0.01));
  CHECK(binomial_interval(0.0, 300.0).high == about(-std::log(0.05) / 300.0));
  CHECK(ber_interval(ErrorCount{}).high == 1.0);
  CHECK(ber_interval(ErrorCount{}).upper_limit);
}

TEST_CASE("a curve with too few bad units expects one with half of its bits wrong") {
  ErrorCount none;
  for (int i = 0; i < 1000; ++i) none.add_unit(100, 0);
  const BerInterval alone = ber_interval(none);
  CHECK(alone.spread == SpreadSource::worst_case);
  CHECK(alone.design_effect == 50.0);
  CHECK(alone.high == about(-std::log(0.05) * 50.0 / 1e5));
  ErrorCount nine = none;
  for (int i = 0; i < 9; ++i) nine.add_unit(100, 2);
  CHECK(ber_interval(nine).few_bad);
  CHECK(ber_interval(nine).spread == SpreadSource::worst_case);
  CHECK(ber_interval(nine).design_effect == about((9 * 4 + 2500.0) / (9 * 2 + 50.0), 0.01));
  nine.add_unit(100, 2);
  CHECK_FALSE(ber_interval(nine).few_bad);
  CHECK(ber_interval(nine).spread == SpreadSource::point);
  CHECK(ber_interval(nine).design_effect == about(2.0, 0.02));  // 1 - p, the mean over units: each below 1 %
}

TEST_CASE("the design effect of the curve never hides that of the point") {
  ErrorCount many, one;
  for (int i = 0; i < 1000; ++i) many.add_unit(100, 1), one.add_unit(100, 0);
  one.add_unit(100, 40);
  const std::vector<ErrorCount> before = {many};
  CHECK(ber_interval(one, 0.95, before).design_effect == about(40.0, 0.01));
  CHECK(ber_interval(one, 0.95, before).spread == SpreadSource::curve);
  CHECK(ber_interval(one, 0.95, before).few_bad);
  CHECK(ber_interval(many, 0.95, before).spread == SpreadSource::point);  // enough of its own
}

TEST_CASE("a single channel cannot tell how channels differ") {
  ErrorCount count;
  count.add_unit(1600, 12);
  const BerInterval interval = ber_interval(count);
  CHECK(interval.spread == SpreadSource::worst_case);
  CHECK(interval.design_effect == 800.0);
  CHECK(interval.low < 0.1 * interval.ber);
  CHECK(interval.high > 0.5);  // 12 of 1600 may be a lucky channel of a hopeless link
}

TEST_CASE("impossible arguments are refused") {
  CHECK_THROWS_WITH(ber_interval(ErrorCount{}, 1.0), "confidence must be in (0, 1), got 1");
  CHECK_THROWS_WITH(binomial_interval(5.0, 4.0), "bit errors must be in [0, bits = 4], got 5");
}

TEST_CASE("units that came again: the interval is no narrower than that of one pass, and holds its BER") {
  ErrorCount pass;
  for (std::uint64_t k = 0; k < 60; ++k) pass.add_unit(100, k % 4 == 0 ? k % 7 : 0);
  ErrorCount thrice = pass;
  thrice += pass;
  thrice += pass;
  const BerInterval first = ber_interval(pass), again = ber_interval(thrice, 0.95, {}, 3.0);
  const BerInterval as_new = ber_interval(thrice);
  CHECK(again.ber == first.ber);
  CHECK(again.low == about(first.low, 0.03));  // but for n - 1 in the variance
  CHECK(again.high == about(first.high, 0.03));
  CHECK(as_new.high - as_new.low < 0.7 * (again.high - again.low));
  for (const int errors : {1, 2, 9}) {  // fewer errors than passes
    ErrorCount rare;
    for (int k = 0; k < 4000; ++k) rare.add_unit(100, k < errors);
    const BerInterval interval = ber_interval(rare, 0.95, {}, 400.0);
    CHECK(interval.low < interval.ber);
    CHECK(interval.ber < interval.high);
    CHECK(interval.few_bad);
  }
}

}  // namespace test_interval
