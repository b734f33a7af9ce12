#include "phy/estimation/time_filter.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "phy/estimation/least_squares.hpp"

namespace ohmimo {
namespace {

// One of Jacobi's rotations: makes a(p, q) zero and turns columns p, q of v alike.
void rotate(PositionMatrix& a, PositionMatrix& v, std::size_t p, std::size_t q) {
  if (a[p][q] == 0.0) return;
  const double theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
  const double t = (theta < 0.0 ? -1.0 : 1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1.0));
  const double c = 1.0 / std::sqrt(t * t + 1.0), s = t * c;
  for (PositionMatrix* m : {&a, &v})
    for (PositionWeights& row : *m) {
      const double x = row[p], y = row[q];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  for (std::size_t k = 0; k < max_positions; ++k) {
    const double x = a[p][k], y = a[q][k];
    a[p][k] = c * x - s * y;
    a[q][k] = s * x + c * y;
  }
}

}  // namespace

PilotTimes::PilotTimes(const PilotGrid& pilots) : symbols_(pilots.grid().symbol_times_s()) {
  for (int q = 0; q < pilots.n_position(); ++q) {
    std::vector<double> times;
    for (int l = 0; l < pilots.length(); ++l) times.push_back(symbols_[pilots.symbols()[q * pilots.length() + l]]);
    centres_.push_back(std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size()));
    positions_.push_back(std::move(times));
  }
}

PositionWeights PilotTimes::lines_to(int symbol) const {
  const LinePoint point = point_between(centres_, symbols_[symbol]);
  PositionWeights weights{};
  weights[point.left] += 1.0 - point.right_share;
  weights[point.right] += point.right_share;
  return weights;
}

double jakes_correlation(double doppler_hz, double time_s) {
  return std::cyl_bessel_j(0.0, 2.0 * std::numbers::pi * doppler_hz * std::abs(time_s));
}

PositionMatrix position_correlation(const PilotTimes& times, double doppler_hz, const std::vector<float>& code) {
  PositionMatrix correlation{};
  const double scale = 1.0 / static_cast<double>(code.size() * code.size());
  for (std::size_t p = 0; p < times.n_position(); ++p)
    for (std::size_t q = 0; q < times.n_position(); ++q)
      for (std::size_t k = 0; k < code.size(); ++k)
        for (std::size_t l = 0; l < code.size(); ++l)
          correlation[p][q] += scale * code[k] * code[l] *
                               jakes_correlation(doppler_hz, times.of_position(p)[k] - times.of_position(q)[l]);
  return correlation;
}

double quadratic(const PositionMatrix& a, const PositionWeights& v) {
  double sum = 0.0;
  for (std::size_t p = 0; p < max_positions; ++p)
    for (std::size_t q = 0; q < max_positions; ++q) sum += v[p] * a[p][q] * v[q];
  return sum;
}

TimeModes::TimeModes(const PilotTimes& times, double doppler_hz) {
  const std::size_t n = times.n_position();
  const std::vector<float> own_code(times.of_position(0).size(), 1.f);
  PositionMatrix a = position_correlation(times, doppler_hz, own_code), v{};
  for (std::size_t p = 0; p < max_positions; ++p) v[p][p] = 1.0;
  for (int sweep = 0; sweep < 12; ++sweep)
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) rotate(a, v, p, q);
  std::array<std::size_t, max_positions> order{0, 1, 2, 3};
  std::ranges::stable_sort(order, [&](std::size_t i, std::size_t k) { return a[i][i] > a[k][k]; });
  for (std::size_t m = 0; m < n; ++m) {
    powers_[m] = std::max(0.0, a[order[m]][order[m]]);
    for (std::size_t q = 0; q < n; ++q) modes_[m][q] = v[q][order[m]];
  }
  for (const double time_s : times.of_symbols()) {
    PositionWeights& row = to_symbol_.emplace_back();
    for (std::size_t m = 0; m < n; ++m)
      for (std::size_t q = 0; q < n; ++q)
        for (const double t : times.of_position(q))
          row[m] += modes_[m][q] * jakes_correlation(doppler_hz, time_s - t) / static_cast<double>(own_code.size());
  }
}

}  // namespace ohmimo
