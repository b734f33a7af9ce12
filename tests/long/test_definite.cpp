// fcg against plain conjugate gradients in double precision on 1,000 random positive definite matrices of words, 2 to
// 512 rows and condition numbers to 1e7, with device errors and converters on.
#include <doctest/doctest.h>

#include "tests/rram/refinement/definite_case.hpp"

namespace long_test_definite {

TEST_CASE("fcg is never behind plain conjugate gradients: 1,000 matrices") {
  const ohmimo::rram_test::Race race = ohmimo::rram_test::race_against_plain(1000, 7.0);
  MESSAGE("behind on " << race.late << " of 1000, worst ratio " << race.worst << ", not run " << race.not_run);
  CHECK(race.not_run == 0);
  CHECK(race.late == 0);
  CHECK(race.worst == 1.0);
}

}  // namespace long_test_definite
