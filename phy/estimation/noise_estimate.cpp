#include "phy/estimation/noise_estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ohmimo {
namespace {

// 1, -m, ... and C(2m, m), the sum of their squares.
constexpr int highest_order = 8;
struct Difference {
  explicit Difference(int order) : n_tap(order + 1) {
    for (int k = 1; k <= order; ++k) taps[k] = -taps[k - 1] * (order + 1 - k) / k;
    for (std::size_t k = 0; k < n_tap; ++k) square += taps[k] * taps[k];
  }
  std::size_t n_tap;
  std::array<double, highest_order + 1> taps{1.0};
  double square = 0.0;
};

double power_of_differences(const std::complex<float>* z, std::size_t n, std::size_t lag,
                            const Difference& difference) {
  double power = 0.0;
  for (std::size_t s = 0; s + (difference.n_tap - 1) * lag < n; ++s) {
    std::complex<double> d = 0.0;
    for (std::size_t k = 0; k < difference.n_tap; ++k) d += difference.taps[k] * std::complex<double>(z[s + k * lag]);
    power += std::norm(d);
  }
  return power;
}

}  // namespace

int noise_difference_order(const PilotGrid& pilots) {
  return std::min(highest_order, pilots.grid().n_subcarrier() / pilots.period() - 1);
}

double estimate_noise_var(const PilotGrid& pilots, const CombSamples& samples) {
  const int order = noise_difference_order(pilots);
  if (order < 1)
    throw std::invalid_argument(
        fmt::format("noise-var must be known where pilots repeat less than twice over the band, "
                    "got {} users on {} subcarriers",
                    pilots.n_user(), pilots.grid().n_subcarrier()));
  const Difference difference(order);
  const std::size_t lag = pilots.combs().front().size(), n = samples.n_sample();
  double power = 0.0;
  for (std::size_t c = 0; c < samples.cohorts().size(); ++c)
    for (int q = 0; q < pilots.n_position(); ++q)
      for (std::size_t rx = 0; rx < samples.n_rx(); ++rx)
        power += power_of_differences(samples.at(c, q, rx), n, lag, difference);
  const double count =
      static_cast<double>(samples.cohorts().size() * pilots.n_position() * samples.n_rx() * (n - order * lag));
  return power / count / difference.square / samples.noise_share();
}

void estimate_user_powers(const PilotGrid& pilots, const CombSamples& samples, double noise_var,
                          std::vector<double>& powers) {
  powers.clear();
  for (int u = 0; u < pilots.n_user(); ++u) {
    const std::vector<std::complex<float>>& code = pilots.user(u).frequency_code;
    double power = 0.0;
    for (int q = 0; q < pilots.n_position(); ++q)
      for (std::size_t rx = 0; rx < samples.n_rx(); ++rx) {
        const std::complex<float>* z = samples.at(samples.cohort_of(u), q, rx);
        for (std::size_t s = 0; s < samples.n_sample(); s += code.size()) {
          std::complex<double> h = 0.0;
          for (std::size_t k = 0; k < code.size(); ++k)
            h += std::complex<double>(z[s + k]) * std::conj(std::complex<double>(code[k]));
          power += std::norm(h) / static_cast<double>(code.size() * code.size());
        }
      }
    const double noise = noise_var * samples.noise_share() / static_cast<double>(code.size());
    const std::size_t count = samples.n_sample() / code.size() * pilots.n_position() * samples.n_rx();
    powers.push_back(std::max(power / static_cast<double>(count) - noise, 1e-3 * noise));
  }
}

}  // namespace ohmimo
