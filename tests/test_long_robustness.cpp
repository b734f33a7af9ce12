#include <doctest/doctest.h>

#include "tests/robust_check.hpp"

TEST_CASE("10,000 random systems of every sort: no crash, and every report is right in double precision") {
  ohmimo::rram_test::check_robust_range(100000, 10000);
}
