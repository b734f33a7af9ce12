// `ohmimo verify nnls`: its quick groups pass, and planted errors show.
#include <doctest/doctest.h>

#include <algorithm>

#include "apps/studies/verify/nnls_case.hpp"
#include "apps/studies/verify/nnls_checks.hpp"

namespace test_nnls_checks {

using namespace ohmimo::verify;

long failed(const std::vector<Check>& checks) {
  return std::ranges::count_if(checks, [](const Check& check) { return check_status(check) == CheckStatus::fail; });
}

TEST_CASE("worked example, refinement and factorisations pass") {
  CHECK(failed(nnls_example_checks(nnls_example_a, {})) == 0);
  CHECK(failed(nnls_refinement_checks({})) == 0);
  CHECK(failed(nmf_checks({})) == 0);
}

TEST_CASE("one level of the example's matrix that is off by one fails nearly all of its checks") {
  arma::mat wrong = nnls_example_a;
  wrong(1, 2) = 2.0;
  CHECK(failed(nnls_example_checks(wrong, {})) >= 13);
}

TEST_CASE("all groups are there, each with a name of its own") {
  std::vector<std::string> names;
  for (const CheckGroup& group : nnls_check_groups()) names.push_back(group.name);
  CHECK(names.size() == 7);
  std::ranges::sort(names);
  CHECK(std::ranges::adjacent_find(names) == names.end());
}

}  // namespace test_nnls_checks
