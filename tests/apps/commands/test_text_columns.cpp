#include <doctest/doctest.h>

#include "apps/commands/terminal.hpp"
#include "apps/commands/text_columns.hpp"

using namespace ohmimo;

TEST_CASE("columns: the line fits, the least important go first, the most important stays") {
  const TextColumn columns[] = {{"SNR", 8, '>', 0}, {"frames", 9, '>', 9}, {"BER", 10, '>', 1}, {"theory", 10, '<', 5}};
  using Shown = std::vector<std::size_t>;
  CHECK(fitting_columns(columns, 40) == Shown{0, 1, 2, 3});
  CHECK(fitting_columns(columns, 39) == Shown{0, 2, 3});
  CHECK(fitting_columns(columns, 19) == Shown{0, 2});
  CHECK(fitting_columns(columns, 1) == Shown{0});
  const std::string cells[] = {"1", "2", "0.5", "ab"};
  CHECK(text_line(columns, Shown{0, 2, 3}, cells) == "       1        0.5 ab");
}

TEST_CASE("text is broken at blanks") {
  CHECK(wrapped("one two three", 20) == "one two three");
  CHECK(wrapped("one two three", 7) == "one two\nthree");
  CHECK(wrapped("one two three", 5) == "one\ntwo\nthree");
  CHECK(wrapped("abcdefgh ij", 4) == "abcdefgh\nij");
  CHECK(wrapped("abcdefgh", 4) == "abcdefgh");
}

TEST_CASE("text is cut to the width with three dots") {
  CHECK(fitted("abcdef", 6) == "abcdef");
  CHECK(fitted("abcdef", 5) == "ab...");
  CHECK(fitted("abcdef", 2) == "ab");
  CHECK(fitted("abcdef", 0) == "");
}
