// The normal approximation against independently computed values.
#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <tuple>

#include "apps/theory/normal_approximation.hpp"

namespace test_normal_approximation {

using namespace ohmimo;

TEST_CASE("normal approximation: Eb/N0 as independently computed, to the two digits given") {
  struct Row {
    int n_info;
    double rate, at_10, at_1;
  };
  for (const Row& row : {Row{160, 0.2, -0.36, 0.23},
                         {160, 8.0 / 9.0, 3.53, 4.14},
                         {640, 1.0 / 3.0, -0.17, 0.13},
                         {1000, 0.5, 0.46, 0.70},
                         {2000, 2.0 / 3.0, 1.26, 1.44},
                         {8448, 0.75, 1.73, 1.82}}) {
    const int n_coded = static_cast<int>(std::lround(row.n_info / row.rate));
    CHECK(std::abs(normal_approximation_eb_n0_db(row.n_info, n_coded, 0.1) - row.at_10) < 0.011);
    CHECK(std::abs(normal_approximation_eb_n0_db(row.n_info, n_coded, 0.01) - row.at_1) < 0.011);
  }
}

TEST_CASE("normal approximation: limits of the channel") {
  CHECK(binary_awgn(1e-9).capacity == doctest::Approx(1e-9 / std::log(2.0)).epsilon(1e-3));  // Es/N0 / ln 2 bits
  CHECK(binary_awgn(1e-9).dispersion >= 0.0);
  CHECK(binary_awgn(100.0).capacity == doctest::Approx(1.0));
  CHECK(binary_awgn(100.0).dispersion < 1e-6);
  // Capacity 1/2 at Eb/N0 = 0.187 dB, the limit of rate 1/2.
  CHECK(binary_awgn(0.5 * std::pow(10.0, 0.0187)).capacity == doctest::Approx(0.5).epsilon(1e-3));
}

}  // namespace test_normal_approximation
