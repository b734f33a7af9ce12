#include "apps/studies/diff/rate_test.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace ohmimo::diff {
namespace {

// Variance of an observed rate whose true value is p, and from how many bad units of equal size its design effect is
// known (apps/theory/interval.cpp).
struct RateVariance {
  double value = 0.0, degrees_of_freedom = INFINITY;
};

RateVariance variance_at(double p, const Rate& rate) {
  const double units = rate.bits * p * (1.0 - p) / rate.design_effect;
  return {rate.design_effect * p * (1.0 - p) / rate.bits, rate.effect_is_bound ? INFINITY : std::max(1.0, units)};
}

// Welch (Biometrika 34, 1947) and Satterthwaite (Biometrics Bulletin 2, 1946).
double joint_degrees(const RateVariance& a, const RateVariance& b) {
  const double sum = a.value + b.value;
  return sum * sum / (a.value * a.value / a.degrees_of_freedom + b.value * b.value / b.degrees_of_freedom);
}

double two_sided_p(double z, double degrees_of_freedom) {
  using boost::math::cdf, boost::math::complement;
  if (std::isinf(degrees_of_freedom)) return 2.0 * cdf(complement(boost::math::normal(), std::abs(z)));
  return 2.0 * cdf(complement(boost::math::students_t(degrees_of_freedom), std::abs(z)));
}

// Newcombe's interval of a difference from those of the two rates (Statistics in Medicine 17, 1998, 873-890, method
// 10).
void set_interval(const Rate& a, const Rate& b, RateTest& test) {
  test.low = test.difference - std::hypot(b.ber() - b.low, a.high - a.ber());
  test.high = test.difference + std::hypot(b.high - b.ber(), a.ber() - a.low);
}

}  // namespace

// The score test of two proportions: both variances at the common rate, to which each run adds by its bits / design
// effect. So a run without an error is judged by what the other leads to expect.
RateTest compare_rates(const Rate& a, const Rate& b) {
  RateTest test;
  test.difference = b.ber() - a.ber();
  set_interval(a, b, test);
  const double weight_a = a.bits / a.design_effect, weight_b = b.bits / b.design_effect;
  const double common = (weight_a * a.ber() + weight_b * b.ber()) / (weight_a + weight_b);
  const RateVariance of_a = variance_at(common, a), of_b = variance_at(common, b);
  test.degrees_of_freedom = INFINITY;
  if (!(of_a.value + of_b.value > 0.0)) return test;  // no error in either, or nothing but errors
  test.z = test.difference / std::sqrt(of_a.value + of_b.value);
  test.degrees_of_freedom = joint_degrees(of_a, of_b);
  test.p = two_sided_p(test.z, test.degrees_of_freedom);
  return test;
}

}  // namespace ohmimo::diff
