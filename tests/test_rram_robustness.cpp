#include <doctest/doctest.h>

#include "tests/robust_check.hpp"

using namespace ohmimo;
using namespace ohmimo::rram_test;

TEST_CASE("1,500 random systems of every sort: no crash, and every report is right in double precision") {
  check_robust_range(0, 1500);
}

