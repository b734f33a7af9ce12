// One ring: the correlation of antennas against the integral, at one direction and over the sector.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "tests/channel/line_case.hpp"

namespace test_one_ring {

using namespace ohmimo;

auto gaussian(double spread) {
  return [spread](double d) {
    return std::exp(-0.5 * d * d / (spread * spread)) / (spread * std::sqrt(2.0 * std::numbers::pi));
  };
}

// Largest error of the sample covariance, in units of 1 / sqrt(samples), of users at broadside.
double distance_from_integral(const MatrixBatch& h, double spread_deg) {
  const double spread = spread_deg * std::numbers::pi / 180.0;
  const arma::cx_mat r = line_covariance(h);
  double worst = 0.0;
  for (arma::uword i = 0; i < r.n_rows; ++i)
    for (arma::uword j = 0; j < r.n_cols; ++j) {
      const double lag = static_cast<double>(i) - static_cast<double>(j);
      const double wave = mean_of_wave(lag, -8.0 * spread, 8.0 * spread, gaussian(spread));
      worst = std::max(worst, std::abs(r(i, j) - wave));
    }
  return worst * std::sqrt(static_cast<double>(h.n_channel() * h.cols()));
}

TEST_CASE("at broadside R is the integral over the Gaussian, for narrow and wide rings; half a degree off is seen") {
  for (double spread_deg : {2.0, 10.0, 40.0}) {
    const MatrixBatch h = draw_line(fmt::format("one-ring:{}", spread_deg), sector_scene(0.0), {12, 2}, 20000);
    CHECK(distance_from_integral(h, spread_deg) < 5.0);  // entries of unit variance; 78 pairs
    CHECK(distance_from_integral(h, spread_deg * 1.1) > 5.0);
  }
}

TEST_CASE("over a sector R is the mean over the user's direction too") {
  const double half = std::numbers::pi / 6.0, spread = 5.0 * std::numbers::pi / 180.0;
  const arma::cx_mat r = line_covariance(draw_line("one-ring:5", sector_scene(60.0), {8, 2}, 20000));
  for (int lag = 0; lag < 8; ++lag) {
    const auto over_ring = [&](double theta) {
      double sum = 0.0;  // midpoints
      for (int k = -60; k <= 60; ++k) {
        const double d = k * spread / 10.0;
        sum += gaussian(spread)(d) * std::cos(std::numbers::pi * lag * std::sin(theta + d)) * spread / 10.0;
      }
      return sum * 0.5 / half;
    };
    const double mean = mean_of_wave(0.0, -half, half, over_ring);
    CHECK(std::abs(r(7, 7 - lag) - mean) < 5.0 / std::sqrt(40000.0));
  }
}

TEST_CASE("given the direction h is normal: E|h|^4 = 2; a ring of no spread is one plane wave of random strength") {
  const MatrixBatch h = draw_line("one-ring:10", sector_scene(120.0), {4, 2}, 20000);
  double fourth = 0.0;
  for (std::size_t c = 0; c < 20000; ++c) fourth += std::pow(std::abs(h.matrix(c)(2, 0)), 4) / 20000.0;
  CHECK(std::abs(fourth - 2.0) < 5.0 * std::sqrt(20.0 / 20000.0));
  const MatrixBatch flat = draw_line("one-ring:0", sector_scene(120.0), {6, 1}, 32);
  for (std::size_t c = 0; c < 32; ++c) {
    const arma::cx_mat m = flat.matrix(c);
    for (arma::uword i = 0; i < 6; ++i) CHECK(std::abs(m(i, 0)) == doctest::Approx(std::abs(m(0, 0))).epsilon(1e-5));
  }
}

TEST_CASE("the spread must be a number of degrees") {
  for (const char* wrong : {"one-ring", "one-ring:", "one-ring:-1", "one-ring:91", "one-ring:nan"})
    CHECK_THROWS_AS(channel_spec(wrong), std::invalid_argument);
  CHECK_FALSE(channel_spec("one-ring:10").law.iid);
}

}  // namespace test_one_ring
