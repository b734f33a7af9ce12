#include "apps/evaluate/interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace ohmimo {
namespace {

// z with P(|Normal(0, 1)| <= z) = confidence, by bisection: erfc(z / sqrt 2) falls in z.
double two_sided_z(double confidence) {
  double low = 0.0, high = 40.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (std::erfc(middle / std::numbers::sqrt2) > 1.0 - confidence ? low : high) = middle;
  }
  return high;
}

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
  interval.high = n > 0.0 ? std::min(1.0, -std::log1p(-confidence) / n) : 1.0;
}

// Sample variance of the errors of a cluster over its binomial value m p (1-p), m = bits per cluster. Below 1 only by
// chance (bits of one channel do not repel each other), hence the floor.
double design_effect(const ErrorCount& count, double p) {
  const double n = double(count.clusters), errors = double(count.bit_errors);
  const double variance = (double(count.sum_sq_errors) - errors * errors / n) / (n - 1.0);
  const double binomial = double(count.bits) / n * p * (1.0 - p);
  return binomial > 0.0 ? std::max(1.0, variance / binomial) : 1.0;
}

}  // namespace

// Wilson's interval on n_eff = bits / (design effect * t^2/z^2). The design effect is itself estimated, in effect from
// the k bad clusters; the first term of Student's t, t^2/z^2 = 1 + (z^2 + 1) / (2 k), widens the interval for that.
// Wilson and not Clopper-Pearson: on simulated clustered errors it covers 94 to 96 % at 95 % where a few dozen clusters
// are bad (tests/test_error_count.cpp), Clopper-Pearson on the same n_eff one to two points more, and it needs no
// incomplete beta function. With about 20 bad clusters of very unequal size it covers 92 %, with 5 about 90 %: too
// narrow, because the worst channels have not been seen yet.
BerInterval ber_interval(const ErrorCount& count, double confidence, double bad_cluster_errors) {
  check_confidence(confidence);
  if (!(bad_cluster_errors >= 1.0 && std::isfinite(bad_cluster_errors)))
    throw std::invalid_argument(fmt::format("errors per bad cluster must be >= 1, got {}", bad_cluster_errors));
  const double bits = double(count.bits);
  BerInterval interval;
  interval.single_cluster = count.clusters == 1;
  if (count.bit_errors == 0) {
    set_upper_limit(bits / bad_cluster_errors, confidence, interval);
    return interval;
  }
  const double z = two_sided_z(confidence);
  interval.ber = double(count.bit_errors) / bits;
  double widening = 1.0;
  if (count.clusters > 1) {
    interval.design_effect = design_effect(count, interval.ber);
    widening = interval.design_effect * (1.0 + (z * z + 1.0) / (2.0 * double(count.cluster_errors)));
  }
  set_wilson(bits / widening, z, interval);
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
