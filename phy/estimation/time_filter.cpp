#include "phy/estimation/time_filter.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include "phy/estimation/least_squares.hpp"

namespace ohmimo {
namespace {

using Vector = std::array<double, max_positions>;
using Matrix = std::array<Vector, max_positions>;

// a^-1 b for a symmetric positive definite matrix, by elimination.
Vector solved(Matrix a, Vector b, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      const double factor = a[j][i] / a[i][i];
      for (std::size_t k = i; k < n; ++k) a[j][k] -= factor * a[i][k];
      b[j] -= factor * b[i];
    }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

// By the power method from equal weights; correlations of a few percent's accuracy would do.
double largest_eigenvalue(const Matrix& a, std::size_t n) {
  Vector v{};
  v.fill(1.0);
  double value = 1.0;
  for (int round = 0; round < 50; ++round) {
    Vector next{};
    double square = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < n; ++k) next[i] += a[i][k] * v[k];
      square += next[i] * next[i];
    }
    value = std::sqrt(square);
    for (std::size_t i = 0; i < n; ++i) v[i] = next[i] / value;
  }
  return value;
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

TimeWeights PilotTimes::lines_to(int symbol) const {
  const LinePoint point = point_between(centres_, symbols_[symbol]);
  TimeWeights weights{};
  weights[point.left].fill(static_cast<float>(1.0 - point.right_share));
  if (point.right != point.left) weights[point.right].fill(static_cast<float>(point.right_share));
  return weights;
}

double jakes_correlation(double doppler_hz, double time_s) {
  return std::cyl_bessel_j(0.0, 2.0 * std::numbers::pi * doppler_hz * std::abs(time_s));
}

TimeCorrelation::TimeCorrelation(const PilotTimes& times, double doppler_hz) : n_position_(times.n_position()) {
  const std::size_t n = n_position_;
  for (std::size_t p = 0; p < n; ++p)
    for (std::size_t q = 0; q < n; ++q) {
      const std::vector<double>&a = times.of_position(p), &b = times.of_position(q);
      for (const double s : a)
        for (const double t : b)
          between_[p][q] += jakes_correlation(doppler_hz, s - t) / static_cast<double>(a.size() * b.size());
    }
  kept_ = between_[0][0];
  for (std::size_t p = 0; p < n; ++p)
    for (std::size_t q = 0; q < n; ++q) between_[p][q] /= kept_;
  gain_ = largest_eigenvalue(between_, n);
  for (const double time_s : times.of_symbols()) {
    Vector& common = to_symbol_.emplace_back();
    for (std::size_t q = 0; q < n; ++q)
      for (const double t : times.of_position(q))
        common[q] += jakes_correlation(doppler_hz, time_s - t) / static_cast<double>(times.of_position(q).size());
  }
}

double TimeCorrelation::weights_to(int symbol, const FilterPowers& powers, const Noise& noise,
                                   TimeWeights& weights) const {
  const std::size_t n = n_position_;
  const Vector& to_symbol = to_symbol_[symbol];
  weights = {};
  double held = 0.0;
  for (std::size_t c = 0; c < n_lane; ++c) {
    if (powers.signal[c] <= 0.0) continue;
    const double passed = std::max(0.0, powers.signal[c] - noise.design_var * powers.noise[c]);
    Matrix covariance{};
    Vector common{};
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = 0; q < n; ++q) covariance[p][q] = passed * between_[p][q];
      covariance[p][p] += noise.var * powers.noise[c];
      common[p] = powers.signal[c] * to_symbol[p];
    }
    const Vector w = solved(covariance, common, n);
    for (std::size_t q = 0; q < n; ++q) {
      weights[q][c] = static_cast<float>(w[q]);
      held += w[q] * common[q];
    }
  }
  return held;
}

}  // namespace ohmimo
