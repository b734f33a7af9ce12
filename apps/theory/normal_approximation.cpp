#include "apps/theory/normal_approximation.hpp"

#include <boost/math/tools/roots.hpp>
#include <cmath>

#include "phy/units.hpp"

namespace ohmimo {

// The soft bit L of a sent 0 is normal, of mean 4 Es/N0 and twice that variance; it carries 1 - log2(1 + e^-L).
// Trapezoids over 12 standard deviations: of a smooth function, exact to rounding.
ChannelInformation binary_awgn(double es_n0) {
  constexpr int n_step = 2400;
  const double mean = 4.0 * es_n0, deviation = std::sqrt(2.0 * mean);
  double sum = 0.0, sum_sq = 0.0, weight = 0.0;
  for (int k = 0; k <= n_step; ++k) {
    const double z = -12.0 + 24.0 * k / n_step, l = mean + deviation * z;
    const double information = 1.0 - (l > 0.0 ? std::log1p(std::exp(-l)) : std::log1p(std::exp(l)) - l) / M_LN2;
    const double density = std::exp(-0.5 * z * z);
    weight += density;
    sum += density * information;
    sum_sq += density * information * information;
  }
  const double capacity = sum / weight;
  return {capacity, sum_sq / weight - capacity * capacity};
}

double normal_approximation(int n_info, int n_coded, double es_n0) {
  const ChannelInformation bit = binary_awgn(es_n0);
  const double spare = n_coded * bit.capacity - n_info + 0.5 * std::log2(n_coded);
  return 0.5 * std::erfc(spare / std::sqrt(2.0 * n_coded * bit.dispersion));
}

double normal_approximation_eb_n0_db(int n_info, int n_coded, double target) {
  const double rate = static_cast<double>(n_info) / n_coded;
  const auto above = [&](double eb_n0_db) {
    return normal_approximation(n_info, n_coded, rate * linear_from_db(eb_n0_db)) - target;
  };
  std::uintmax_t steps = 100;
  const auto [low, high] = boost::math::tools::bisect(
      above, -10.0, 20.0, [](double a, double b) { return b - a < 1e-6; }, steps);
  return 0.5 * (low + high);
}

}  // namespace ohmimo
