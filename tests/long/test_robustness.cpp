#include <doctest/doctest.h>

#include "tests/rram/robust_circuits.hpp"

namespace long_test_robustness {

TEST_CASE("10,000 random systems of every sort: no crash, and every report is right in double precision") {
  ohmimo::rram_test::check_robust_range(100000, 10000);
}

TEST_CASE("100,000 random circuits, however signs are made: cells, poles and voltages are right") {
  ohmimo::rram_test::check_circuit_range(100000, 100000);
}

}  // namespace long_test_robustness
