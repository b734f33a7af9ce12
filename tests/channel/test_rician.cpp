// Rician fading: moments, the correlation that directions in a sector leave, and the limit of large K.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "phy/units.hpp"
#include "tests/channel/line_case.hpp"

namespace test_rician {

using namespace ohmimo;

TEST_CASE("power is 1, the fourth moment that of Rice, and antennas are correlated by the plane wave alone") {
  for (double k_db : {-10.0, 3.0, 12.0}) {
    const double k = linear_from_db(k_db), share = k / (k + 1.0), half = std::numbers::pi / 3.0;
    const std::size_t n_channel = 20000;
    const MatrixBatch h = draw_line(fmt::format("rician:{}", k_db), sector_scene(120.0), {6, 2}, n_channel);
    const arma::cx_mat r = line_covariance(h);
    const double error = 5.0 / std::sqrt(2.0 * n_channel);
    const auto uniform = [&](double) { return 0.5 / half; };
    for (int i = 0; i < 6; ++i)
      for (int j = 0; j < 6; ++j) {
        const double wave = mean_of_wave(i - j, -half, half, uniform);  // real by symmetry
        CHECK(std::abs(r(i, j) - (i == j ? 1.0 : share * wave)) < error);
      }
    double fourth = 0.0;
    for (std::size_t c = 0; c < n_channel; ++c) fourth += std::pow(std::abs(h.matrix(c)(3, 1)), 4) / n_channel;
    // E|h|^4 = (K^2 + 4 K + 2) / (K + 1)^2; E|h|^8 is at most 24.
    CHECK(std::abs(fourth - (k * k + 4.0 * k + 2.0) / ((k + 1.0) * (k + 1.0))) < 5.0 * std::sqrt(20.0 / n_channel));
  }
}

TEST_CASE("for large K each user is one plane wave; from one direction all users together have rank one") {
  const MatrixBatch h = draw_line("rician:100", sector_scene(120.0), {8, 3}, 40);
  const MatrixBatch same = draw_line("rician:100", sector_scene(0.0), {8, 3}, 40);
  for (std::size_t c = 0; c < 40; ++c) {
    const arma::cx_mat m = h.matrix(c);
    for (arma::uword u = 0; u < 3; ++u) {
      const std::complex<double> step = m(1, u) / m(0, u);
      CHECK(std::abs(std::arg(step)) <= std::numbers::pi * std::sin(std::numbers::pi / 3.0) + 1e-5);
      // Scattering of 1e-5 at each antenna, that of the step seven times.
      for (arma::uword i = 0; i < 8; ++i) CHECK(std::abs(m(i, u) - m(0, u) * std::pow(step, i)) < 3e-4);
    }
    CHECK(arma::rank(m, 1e-3) == 3);
    CHECK(arma::rank(same.matrix(c), 1e-3) == 1);
    CHECK(std::abs(same.matrix(c)(7, 2) - same.matrix(c)(0, 2)) < 1e-4);  // broadside
  }
}

TEST_CASE("channels of a frame and frames differ, and K must be a number of dB") {
  const MatrixBatch h = draw_line("rician:3", {}, {4, 2}, 20), again = draw_line("rician:3", {}, {4, 2}, 20);
  const MatrixBatch next = draw_line("rician:3", {}, {4, 2}, 20, 1);
  CHECK(h.get(17, 3, 1) == again.get(17, 3, 1));
  CHECK(h.get(17, 3, 1) != h.get(16, 3, 1));
  CHECK(h.get(17, 3, 1) != next.get(17, 3, 1));
  CHECK_FALSE(channel_spec("rician:3").law.iid);
  for (const char* wrong : {"rician", "rician:", "rician:inf", "rician:101", "rician:-101", "rician:3dB"})
    CHECK_THROWS_AS(channel_spec(wrong), std::invalid_argument);
}

}  // namespace test_rician
