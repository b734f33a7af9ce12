#include <doctest/doctest.h>

#include "tests/robust_case.hpp"

using namespace ohmimo;
using namespace ohmimo::rram_test;

TEST_CASE("1,500 random systems of every sort: no crash, and every report is right in double precision") {
  check_robust_range(0, 1500);
}

TEST_CASE("the judgement rejects a wrong status and a wrong residual") {
  using Status = rram::SolveReport::Status;
  CHECK(status_is_right(Status::converged, 1.05e-6, 1e-6, 1e-7));
  CHECK_FALSE(status_is_right(Status::converged, 1.2e-6, 1e-6, 1e-7));
  CHECK_FALSE(status_is_right(Status::diverged, 1.2, 1e-6, 1e-7));
  CHECK_FALSE(status_is_right(Status::cycle_limit, NAN, 1e-6, 1e-7));
  CHECK_FALSE(status_is_right(Status::not_run, 1e-9, 1e-6, 1e-7));
  CHECK_FALSE(status_is_right(Status::not_finite, 1e-9, 1e-6, 1e-7));
  // The slack is small against what it must tell apart: 24-bit words, a solution of the size of b.
  RobustCase c;
  c.a = arma::eye(8, 8);
  c.b = arma::ones(1, 8);
  c.config.fidelity.quantise = true;
  CHECK(plateau(c, judged(c, c.b), 0) < 4e-6);
}
