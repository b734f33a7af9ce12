// Saleh-Valenzuela fading: moments, rank by number of rays, correlation of antennas against the integral.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "tests/channel/line_case.hpp"

namespace test_saleh {

using namespace ohmimo;

TEST_CASE("E|h|^2 is 1, and R is the mean over Laplacian rays about uniform clusters") {
  const double half = std::numbers::pi / 4.0, scale = 7.5 * std::numbers::pi / 180.0 / std::sqrt(2.0);
  const auto mean = [&](int lag, double b) {
    const auto over_rays = [&](double theta) {
      const auto laplacian = [&](double angle) { return std::exp(-std::abs(angle - theta) / b) / (2.0 * b); };
      return (mean_of_wave(lag, theta - 16.0 * b, theta, laplacian) +
              mean_of_wave(lag, theta, theta + 16.0 * b, laplacian)) *
             0.5 / half;
    };
    double sum = 0.0;  // midpoints of 60 pieces
    for (int k = 0; k < 60; ++k) sum += over_rays(half * (2.0 * k + 1.0 - 60.0) / 60.0) * 2.0 * half / 60.0;
    return sum;
  };
  double off = 0.0;
  for (const char* text : {"saleh:1x3", "saleh:8x10"}) {
    const std::size_t n_channel = 20000;
    const arma::cx_mat r = line_covariance(draw_line(text, sector_scene(90.0), {7, 2}, n_channel));
    // Rays share few directions: the variance of an entry of R is at most E|h_i h_j|^2 <= E|h|^4 <= 4.
    for (int lag = 0; lag < 7; ++lag) {
      CHECK(std::abs(r(6, 6 - lag) - mean(lag, scale)) < 5.0 * 2.0 / std::sqrt(2.0 * n_channel));
      off = std::max(off, std::abs(r(6, 6 - lag).real() - mean(lag, 3.0 * scale)) * std::sqrt(2.0 * n_channel));
    }
  }
  CHECK(off > 10.0);  // rays of three times the spread are seen
}

TEST_CASE("the fourth moment is 2 + nothing for alpha ~ CN(0, 1) at one antenna, and few rays have low rank") {
  const MatrixBatch h = draw_line("saleh:2x2", {}, {16, 4}, 5000);
  double fourth = 0.0;
  for (std::size_t c = 0; c < 5000; ++c)
    for (std::size_t u = 0; u < 4; ++u) fourth += std::pow(std::abs(h.get(c, 5, u)), 4) / 20000.0;
  CHECK(std::abs(fourth - 2.0) < 5.0 * std::sqrt(20.0 / 20000.0));
  // One cluster of one ray: each user is one plane wave.
  const MatrixBatch single = draw_line("saleh:1x1", {}, {6, 2}, 20);
  for (std::size_t c = 0; c < 20; ++c) {
    const arma::cx_mat m = single.matrix(c);
    for (arma::uword i = 0; i < 6; ++i) CHECK(std::abs(m(i, 1)) == doctest::Approx(std::abs(m(0, 1))).epsilon(1e-5));
  }
}

TEST_CASE("clusters and rays must be whole numbers") {
  for (const char* wrong : {"saleh", "saleh:", "saleh:8", "saleh:x", "saleh:0x10", "saleh:8x0", "saleh:1.5x2",
                            "saleh:8x10x2", "saleh:1001x1", "saleh:8X10"})
    CHECK_THROWS_AS(channel_spec(wrong), std::invalid_argument);
  CHECK_FALSE(channel_spec("saleh:8x10").law.iid);
}

}  // namespace test_saleh
