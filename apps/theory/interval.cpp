#include "apps/theory/interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/theory/quantiles.hpp"

namespace ohmimo {
namespace {

void check_confidence(double confidence) {
  if (!(confidence > 0.0 && confidence < 1.0))
    throw std::invalid_argument(fmt::format("confidence must be in (0, 1), got {}", confidence));
}

// Wilson's score interval (J. Am. Stat. Assoc. 22, 1927, doi 10.1080/01621459.1927.10502953): the p with
// |p_hat - p| <= z sqrt(p (1-p) / n). Stays inside (0, 1) at small counts.
void set_wilson(double n, double z, BerInterval& interval) {
  const double p = interval.ber, shrink = z * z / n;
  const double centre = p + 0.5 * shrink;
  const double half = std::sqrt(shrink * (p * (1.0 - p) + 0.25 * shrink));
  interval.low = std::max(0.0, (centre - half) / (1.0 + shrink));
  interval.high = std::min(1.0, (centre + half) / (1.0 + shrink));
}

// n events without a hit: (1 - p)^n >= 1 - confidence, p <= -ln(1 - confidence) / n.
void set_upper_limit(double n, double confidence, BerInterval& interval) {
  interval.upper_limit = true;
  interval.low = 0.0;
  interval.high = std::min(1.0, -std::log1p(-confidence) / n);
}

// How much units differ, over one or several points of a curve, each about its own mean.
class UnitVariance {
 public:
  // Adds the variance of the sum of errors, as the units show it and as it would be if all bits were independent.
  void add(const ErrorCount& count) {
    if (count.units < 2) return;
    const double n = double(count.units), errors = double(count.bit_errors);
    seen_ += (double(count.sum_sq_errors) - errors * errors / n) * n / (n - 1.0);
    binomial_ += errors * (1.0 - errors / double(count.bits));
    bad_ += count.unit_errors;
  }

  void add_worst_unit(double bits) {
    const double errors = std::max(1.0, 0.5 * bits);
    seen_ += errors * errors;
    binomial_ += errors;
  }

  std::uint64_t bad() const { return bad_; }

  // Below 1 only by chance (bits of one channel do not repel each other), hence the floor.
  double design_effect() const { return binomial_ > 0.0 ? std::max(1.0, seen_ / binomial_) : 1.0; }

  // So many bad units, all of equal size, would give this variance: (sum e)^2 / sum e^2.
  double effective_bad() const { return std::clamp(binomial_ / design_effect(), 1.0, std::max(1.0, double(bad_))); }

 private:
  double seen_ = 0.0, binomial_ = 0.0;
  std::uint64_t bad_ = 0;
};

struct Spread {
  double design_effect = 1.0;
  double degrees_of_freedom = INFINITY;  // of its estimate
  SpreadSource source = SpreadSource::point;
};

// Never below what the point itself shows: what makes the few errors at high SNR may be rarer and worse than what makes
// the many at low SNR.
Spread spread_of(const ErrorCount& count, std::span<const ErrorCount> before, double passes) {
  UnitVariance own;
  own.add(count);
  UnitVariance all = own;
  Spread spread;
  for (std::size_t k = before.size(); k-- > 0 && all.bad() < enough_bad_units;) {
    if (before[k].unit_errors == 0) continue;
    all.add(before[k]);
    spread.source = SpreadSource::curve;
  }
  if (double(all.bad()) < passes * double(few_bad_units)) {
    all.add_worst_unit(double(count.bits) / double(count.units));
    spread.source = SpreadSource::worst_case;
  } else {
    spread.degrees_of_freedom = std::max(1.0, all.effective_bad() / passes);
  }
  spread.design_effect = passes * std::max(own.design_effect(), all.design_effect());
  return spread;
}

}  // namespace

std::string_view spread_source_name(SpreadSource source) {
  switch (source) {
    case SpreadSource::point:
      return "point";
    case SpreadSource::curve:
      return "curve";
    case SpreadSource::worst_case:
      return "worst case";
  }
  return "unknown";
}

// Wilson's interval on bits / design effect, with Student's t in place of the normal z: the design effect is itself an
// estimate, in effect from (sum e)^2 / sum e^2 units of equal size. Over Rayleigh channels with 168 vectors, where
// one bad channel brings up to 672 errors and 100 of them count for 21, it covers 94 to 95 % at 95 % (tests/
// long/test_interval.cpp), with 50 of them 93 to 94 %. Wilson and not Clopper-Pearson: as good here and simpler.
BerInterval ber_interval(const ErrorCount& count, double confidence, std::span<const ErrorCount> before,
                         double passes) {
  check_confidence(confidence);
  BerInterval interval;
  if (count.bits == 0) {
    interval.upper_limit = true;
    return interval;
  }
  const Spread spread = spread_of(count, before, passes);
  interval.design_effect = spread.design_effect;
  interval.spread = spread.source;
  interval.few_bad = count.bit_errors > 0 && double(count.unit_errors) < passes * double(few_bad_units);
  const double bits = double(count.bits);
  if (count.bit_errors == 0) {
    set_upper_limit(bits / spread.design_effect, confidence, interval);
    return interval;
  }
  interval.ber = double(count.bit_errors) / bits;
  set_wilson(bits / spread.design_effect, two_sided_t(confidence, spread.degrees_of_freedom), interval);
  return interval;
}

BerInterval binomial_interval(double bit_errors, double bits, double confidence) {
  check_confidence(confidence);
  if (!(bits > 0.0 && bit_errors >= 0.0 && bit_errors <= bits))
    throw std::invalid_argument(fmt::format("bit errors must be in [0, bits = {}], got {}", bits, bit_errors));
  BerInterval interval;
  if (bit_errors == 0.0) {
    set_upper_limit(bits, confidence, interval);
    return interval;
  }
  interval.ber = bit_errors / bits;
  set_wilson(bits, two_sided_z(confidence), interval);
  return interval;
}

}  // namespace ohmimo
