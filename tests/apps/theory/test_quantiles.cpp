// Quantiles against printed tables, and of small samples by hand.
#include "apps/theory/quantiles.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/about.hpp"

namespace test_quantiles {

using namespace ohmimo;

TEST_CASE("two-sided quantiles of Student's t and of the normal distribution, 95 and 99 %, as in tables") {
  constexpr double tolerance = 1e-10;  // the tables have ten digits after the point
  struct Row {
    double degrees, at_95, at_99;
  };
  for (const Row& row : {Row{1.0, 12.7062047362, 63.6567411629},
                         {2.0, 4.3026527297, 9.9248432009},
                         {5.0, 2.5705818356, 4.0321429836},
                         {7.0, 2.3646242516, 3.4994832974},
                         {30.0, 2.0422724563, 2.7499956536},
                         {INFINITY, 1.9599639845, 2.5758293035}}) {
    CAPTURE(row.degrees);
    CHECK(two_sided_t(0.95, row.degrees) == about(row.at_95, tolerance));
    CHECK(two_sided_t(0.99, row.degrees) == about(row.at_99, tolerance));
  }
  CHECK(two_sided_z(0.95) == about(1.9599639845400543, 1e-15));
  CHECK(std::erfc(two_sided_z(0.6) / std::sqrt(2.0)) == about(0.4, 1e-14));
  // One degree: the tangent, t = tan(pi confidence / 2). Two: t = c sqrt(2 / (1 - c^2)).
  CHECK(two_sided_t(0.9, 1.0) == about(std::tan(0.45 * M_PI), 1e-13));
  CHECK(two_sided_t(0.9, 2.0) == about(0.9 * std::sqrt(2.0 / 0.19), 1e-13));
  CHECK(two_sided_t(0.95, 2.5) < two_sided_t(0.95, 2.0));
  CHECK(two_sided_t(0.95, 2.5) > two_sided_t(0.95, 3.0));
}

TEST_CASE("quantiles are linear between order statistics") {
  CHECK(median({3.0, 1.0, 2.0}) == 2.0);
  CHECK(median({4.0, 1.0, 2.0, 3.0}) == 2.5);
  CHECK(quantile({10.0, 0.0}, 0.25) == 2.5);
  CHECK(quantile({5.0}, 0.9) == 5.0);
  CHECK(quantile({1.0, 7.0}, 1.0) == 7.0);
}

TEST_CASE("the nearest quantile is one of the values") {
  CHECK(nearest_quantile({4.0, 1.0, 2.0, 3.0}, 0.5) == 3.0);
  CHECK(nearest_quantile({3.0, 1.0, 2.0}, 0.7) == 2.0);
  CHECK(nearest_quantile({3.0, 1.0, 2.0}, 0.8) == 3.0);
  CHECK(nearest_quantile({5.0}, 0.9) == 5.0);
  CHECK(nearest_quantile({7.0, 1.0}, 0.0) == 1.0);
}

}  // namespace test_quantiles
