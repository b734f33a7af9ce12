// Every moment of CDL-A to E over 2.5e5 draws, within 3 standard errors of 1e5 of its closed form.
#include <doctest/doctest.h>

#include "apps/studies/verify/cdl_checks.hpp"

namespace long_test_cdl {

using namespace ohmimo::verify;

TEST_CASE("CDL-A to E over 2.5e5 draws") {
  for (const CheckGroup& group : cdl_check_groups())
    for (const Check& check : group.run({.full = true})) {
      INFO(group.name << " " << check.name << " measured " << check.measured << " expected " << check.expected.value
                      << " +- " << check.expected.other);
      CHECK(check_status(check) == CheckStatus::pass);
    }
}

}  // namespace long_test_cdl
