// Sums of error counts.
#include "apps/link/error_count.hpp"

#include <doctest/doctest.h>

namespace test_error_count {

using namespace ohmimo;

TEST_CASE("error counts add up whatever the order") {
  ErrorCount a, b;
  a.add_unit(48, 3);
  a.add_unit(48, 0);
  a.symbols = 16, a.symbol_errors = 2, a.vectors = 4, a.vector_errors = 1, a.frames = 1, a.frame_errors = 1;
  b.add_unit(48, 5);
  b.symbols = 8, b.symbol_errors = 5, b.vectors = 2, b.vector_errors = 2, b.frames = 1, b.frame_errors = 1;
  ErrorCount ab = a, ba = b;
  ab += b;
  ba += a;
  CHECK(ab == ba);
  CHECK(ab == ErrorCount{144, 8, 24, 7, 6, 3, 2, 2, 3, 2, 34});
  CHECK_FALSE(ab == a);
}

}  // namespace test_error_count
