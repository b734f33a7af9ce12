// The rows of `ohmimo verify pde`: they pass or differ as explained, and wrong stencils fail.
#include <doctest/doctest.h>

#include <algorithm>

#include "apps/studies/verify/pde_checks.hpp"

namespace test_pde_checks {

using namespace ohmimo;
using namespace ohmimo::verify;

int failures(const std::vector<Check>& checks) {
  return static_cast<int>(
      std::ranges::count_if(checks, [](const Check& check) { return check_status(check) == CheckStatus::fail; }));
}

arma::mat right(const matrix::Stencil& stencil) {
  return matrix::stencil_matrix(stencil);
}

TEST_CASE("all rows hold or differ as explained, at another seed as well") {
  for (const std::uint64_t seed : {1, 2})
    for (const CheckGroup& group : pde_check_groups())
      for (const Check& check : group.run({.full = false, .seed = seed})) {
        CAPTURE(check.name);
        CAPTURE(check.measured);
        CHECK(check_status(check) != CheckStatus::fail);
      }
}

TEST_CASE("planted: a corner element, periodic ends, a diagonal 1 % off") {
  const StencilMatrix corner = [](const matrix::Stencil& stencil) {
    arma::mat a = right(stencil);
    a(0, 0) += 1e-8;
    return a;
  };
  const StencilMatrix periodic = [](const matrix::Stencil& stencil) {
    arma::mat a = right(stencil);
    a(0, a.n_cols - 1) -= 0.5;
    a(a.n_rows - 1, 0) -= 0.5;
    return a;
  };
  const StencilMatrix heavy = [](const matrix::Stencil& stencil) {
    arma::mat a = right(stencil);
    a.diag() *= 1.01;
    return a;
  };
  CHECK(failures(stencil_by_hand(right)) == 0);
  CHECK(failures(stencil_by_hand(corner)) == 4);
  CHECK(failures(stencil_forms(corner)) >= 2);
  CHECK(failures(stencil_blocks(corner)) >= 1);
  CHECK(failures(stencil_forms(periodic)) >= 3);
  CHECK(failures(stencil_blocks(heavy)) >= 4);
  CHECK(failures(stencil_mapping_checks(heavy, {})) >= 2);
}

}  // namespace test_pde_checks
