#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/published/paper_points.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "phy/rng.hpp"

namespace ohmimo::verify {
namespace {

// Kolmogorov distance of drawn cells from the straight lines through the paper's quantiles.
double distance(const std::vector<double>& cells_uS, const std::vector<PaperPoint>& quantiles) {
  const auto share = [&](double g_uS) {
    if (g_uS <= quantiles.front().x) return 0.0;
    for (std::size_t k = 1; k < quantiles.size(); ++k) {
      const PaperPoint &a = quantiles[k - 1], &b = quantiles[k];
      if (g_uS <= b.x) return a.y + (b.y - a.y) * (g_uS - a.x) / (b.x - a.x);
    }
    return 1.0;
  };
  const auto count = static_cast<double>(cells_uS.size());
  double largest = 0.0;
  for (std::size_t k = 0; k < cells_uS.size(); ++k)
    largest = std::max({largest, static_cast<double>(k + 1) / count - share(cells_uS[k]),
                        share(cells_uS[k]) - static_cast<double>(k) / count});
  return largest;
}

}  // namespace

std::vector<Check> device_checks(const rram::DeviceModel& device, const VerifyOptions& options) {
  const std::vector<PaperPoint> points = paper_points("2c");
  const int count = options.full ? 100000 : 4000;
  double outside = 0.0, largest_distance = 0.0, mean_error_uS = 0.0, std_error_uS = 0.0;
  for (std::size_t level = 0; level < 8; ++level) {
    RngStream stream({options.seed, 0, static_cast<std::uint32_t>(level)}, Purpose::device_program);
    const std::vector<PaperPoint> quantiles = curve_points(points, fmt::format("level {}", level));
    std::vector<double> cells_uS;
    for (int k = 0; k < count; ++k) cells_uS.push_back(device.level[level].conductance_S(stream.uniform()) * 1e6);
    std::sort(cells_uS.begin(), cells_uS.end());
    outside = std::max({outside, quantiles.front().x - cells_uS.front(), cells_uS.back() - quantiles.back().x});
    largest_distance = worst_of(largest_distance, distance(cells_uS, quantiles));
    const arma::vec cells(cells_uS);
    mean_error_uS = worst_of(mean_error_uS, std::abs(arma::mean(cells) - curve_points(points, "mean")[level].y));
    std_error_uS = worst_of(std_error_uS, std::abs(arma::stddev(cells) - curve_points(points, "std")[level].y));
  }
  // Dvoretzky-Kiefer-Wolfowitz: P(distance > d) <= 2 exp(-2 count d^2), 1e-9 in all.
  const double bound = std::sqrt(std::log(2.0 * 8.0 / 1e-9) / (2.0 * count));
  return {
      {"cells beyond the bounds of their level [uS]", outside, Expectation::at_most(1e-9), "Zuo 2025, Fig. 2c"},
      {"largest Kolmogorov distance of the 8 levels", largest_distance, Expectation::at_most(bound),
       "Fig. 2c quantiles, DKW bound"},
      // Reading error 0.05 uS of both, and five points for a whole curve.
      {"largest difference of the 8 means [uS]", mean_error_uS, Expectation::at_most(0.1), "Zuo 2025, Fig. 2c"},
      {"largest difference of the 8 standard deviations [uS]", std_error_uS, Expectation::at_most(0.1),
       "Zuo 2025, Fig. 2c"},
  };
}

}  // namespace ohmimo::verify
