// Correlation of the base station's antennas against the tables of the specification and closed forms.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "channel/correlation.hpp"
#include "tests/about.hpp"

namespace test_correlation {

using namespace ohmimo;

using Kind = AntennaCorrelation::Kind;

Scene scene_of(const std::string& correlation, const std::string& array = "auto") {
  Scene scene;
  scene.correlation = correlation;
  scene.array = array;
  return scene;
}

double largest(const arma::mat& m) {
  return arma::abs(m).max();
}

TEST_CASE("R of 1, 2 and 4 antennas is that of TS 36.141 B.5 and TS 38.104 G.2.3") {
  const AntennaCorrelation high = antenna_correlation(scene_of("high"));
  CHECK(correlation_matrix(high, 1)(0, 0) == 1.0);
  const arma::mat two = {{1.0, 0.9}, {0.9, 1.0}};
  CHECK(largest(correlation_matrix(high, 2) - two) < 1e-15);
  const double near = 0.9883615, middle = 0.9542526;  // 0.9^(1/9), 0.9^(4/9)
  const arma::mat four = {
      {1.0, near, middle, 0.9}, {near, 1.0, near, middle}, {middle, near, 1.0, near}, {0.9, middle, near, 1.0}};
  for (const char* level : {"medium", "high"})
    CHECK(largest(correlation_matrix(antenna_correlation(scene_of(level)), 4) - four) < 1e-7);
  arma::mat wrong = four;
  wrong(0, 3) = near;
  CHECK(largest(correlation_matrix(high, 4) - wrong) > 1e-3);
  CHECK(antenna_correlation(scene_of("low")).kind == Kind::none);
  CHECK(antenna_correlation(scene_of("exp:0")).kind == Kind::none);
  CHECK(largest(correlation_matrix({}, 3) - arma::eye(3, 3)) == 0.0);
}

TEST_CASE("the root of exponential correlation is that of a first-order recursion") {
  const double rho = 0.7;
  const arma::mat root = correlation_root(antenna_correlation(scene_of("exp:0.7")), 9);
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t j = 0; j < 9; ++j) {
      const double scale = j == 0 ? 1.0 : std::sqrt(1.0 - rho * rho);
      CHECK(std::abs(root(i, j) - (i < j ? 0.0 : scale * std::pow(rho, static_cast<double>(i - j)))) < 1e-14);
    }
}

TEST_CASE("a root gives R back; where R is not positive definite, the repaired one with a unit diagonal") {
  for (std::size_t n : {1, 2, 3, 4, 8, 64, 128}) {
    const AntennaCorrelation high = antenna_correlation(scene_of("high"));
    const arma::mat exact = correlation_matrix(high, n), root = correlation_root(high, n);
    arma::mat r = exact;
    CHECK(repair_correlation(r) == (n >= 4));  // the smallest eigenvalue of three antennas is 2.6e-4
    CHECK(largest(root * root.t() - r) < 1e-13);
    CHECK(largest(r - exact) <= correlation_repair);
    CHECK(r(n - 1, n - 1) == about(1.0));
    CHECK(arma::eig_sym(r).min() > 0.9 * correlation_repair);
    CHECK(root.is_trimatl());
  }
  arma::mat same = correlation_matrix(antenna_correlation(scene_of("exp:0.9")), 64);
  CHECK_FALSE(repair_correlation(same));
}

TEST_CASE("what is no correlation, and what the specification does not give, is refused by name") {
  for (const char* wrong : {"", "none", "medium_a", "exp", "exp:", "exp:1", "exp:-0.1", "exp:nan", "high "})
    CHECK_THROWS_AS(antenna_correlation(scene_of(wrong)), std::invalid_argument);
  for (const char* array : {"panel:8x4x2", "64tr", "upa:8x8"}) {
    CHECK(antenna_correlation(scene_of("low", array)).kind == Kind::none);
    CHECK_THROWS_WITH_AS(antenna_correlation(scene_of("high", array)),
                         ("correlation must be low for array " + std::string(array) +
                          ", as TS 38.104 has no uplink matrix of it, got \"high\"")
                             .c_str(),
                         std::invalid_argument);
    CHECK_THROWS_AS(antenna_correlation(scene_of("exp:0.5", array)), std::invalid_argument);
  }
  CHECK(antenna_correlation(scene_of("exp:0.5", "ula:8")).kind == Kind::exponential);
}

}  // namespace test_correlation
