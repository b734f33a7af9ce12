#include "apps/studies/penalty/crossing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "apps/theory/quantiles.hpp"

namespace ohmimo::penalty {
namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// sqrt(sample variance / n)
double error_of_mean(const std::vector<double>& values) {
  const double mean = mean_of(values), n = static_cast<double>(values.size());
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (n - 1.0) / n);
}

// Half width of the 95 % interval of sum_k weight_k P_k, by the spread of its frames.
struct Term {
  double weight;
  const PairedBer& ber;
};
template <std::size_t n_term>
double half_width(const Term (&terms)[n_term], std::size_t n_frame) {
  std::vector<double> moved(n_frame, 0.0);
  for (const Term& term : terms)
    for (std::size_t i = 0; i < term.ber.counted.size(); ++i) moved[i] += term.weight * term.ber.counted[i];
  return two_sided_t(0.95, static_cast<double>(n_frame) - 1.0) * error_of_mean(moved);
}

}  // namespace

double PairedBer::mean() const {
  return exact + (counted.empty() ? 0.0 : mean_of(counted));
}

double PairedBer::standard_error() const {
  return counted.size() < 2 ? INFINITY : error_of_mean(counted);
}

Crossing find_crossing(const CrossingData& data) {
  constexpr std::size_t fewest_frames = 8;
  const std::size_t n_frame = data.a.counted.size();
  const double a = data.a.mean(), b = data.b.mean(), target = data.target.mean();
  Crossing crossing;
  if (n_frame < fewest_frames || !(a > 0.0 && b > 0.0 && target > 0.0)) return crossing;
  const auto log_excess = [&](double ber) { return std::log(ber / target); };
  const auto c = [&](double ber) { return -log_excess(ber) * (1.0 + data.curvature * log_excess(ber)); };
  const auto slope = [&](double ber) { return -(1.0 + 2.0 * data.curvature * log_excess(ber)) / ber; };
  const double rise = c(b) - c(a), slope_a = slope(a), slope_b = slope(b);
  crossing.resolved = rise > 2.0 * half_width({{slope_a, data.a}, {-slope_b, data.b}}, n_frame);
  if (!crossing.resolved) return crossing;
  const double u = -c(a) / rise, scale = data.step_db / rise;
  crossing.fall_per_db = std::log(a / b) / data.step_db;
  crossing.x_db = data.step_db * u;
  crossing.half_width_db = half_width(
      {{-scale * (1.0 - u) * slope_a, data.a}, {-scale * u * slope_b, data.b}, {scale * slope(target), data.target}},
      n_frame);
  return crossing;
}

}  // namespace ohmimo::penalty
