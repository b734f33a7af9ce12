#include <doctest/doctest.h>

#include "apps/commands/console.hpp"

namespace test_console {

using namespace ohmimo;

TEST_CASE("matrices of a fixed channel: the frames share one, those of MMSE differ by the noise of the point") {
  CHECK(matrices_of_fixed_channel("rram-zf", 5) == 1);
  CHECK(matrices_of_fixed_channel("rram-mmse", 5) == 5);
  CHECK(matrices_of_fixed_channel("rram-zf", 0) == 0);
}

}  // namespace test_console
