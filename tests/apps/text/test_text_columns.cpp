#include <doctest/doctest.h>

#include "apps/text/lines.hpp"
#include "apps/text/text_columns.hpp"

namespace test_text_columns {

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

TEST_CASE("columns: one without width and without texts leaves no trace") {
  const std::vector<std::vector<std::string>> rows = {{"1", ""}};
  CHECK(text_table({{"a", 2, '<', 0}, {"", 0, '<', 1, 16}}, rows, unlimited_columns) == "a\n1\n");
  CHECK(text_table({{"a", 2, '<', 0}, {"", 0, '<', 1, 16}}, rows, 40) == "a\n1\n");
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

TEST_CASE("every line of a text is broken for itself, with the blanks it begins with") {
  CHECK(wrapped("one two\nthree four\n", 7) == "one two\nthree\nfour\n");
  CHECK(wrapped("  one two three four", 10) == "  one two\n  three\n  four");
  CHECK(wrapped("  one  two", 5) == "  one\n  two");
  CHECK(wrapped("        ab cd", 10) == "        ab\ncd");
  CHECK(wrapped("  abcdefgh ij", 4) == "  abcdefgh\n  ij");
  CHECK(wrapped("a  \n\nb", 2) == "a\n\nb");
  CHECK(wrapped("one two three", 0) == "one\ntwo\nthree");
}

TEST_CASE("tables: columns of words shrink before one of numbers goes, and never where there is no limit") {
  const TextColumn columns[] = {{"name", 10, '<', 0, 6}, {"value", 6, '>', 1}, {"source", 8, '<', 2, 5}};
  const std::vector<std::string> cells = {"a longer name", "1.5", "somewhere"};
  CHECK(TextTable(columns, unlimited_columns).line(cells) == "a longer name    1.5 somewhere\n");
  CHECK(TextTable(columns, 26).line(cells) == "a longer      1.5 somew...\nname\n");
  CHECK(TextTable(columns, 22).line(cells) == "a longer     1.5 so...\nname\n");
  CHECK(TextTable(columns, 19).line(cells) == "a         1.5 so...\nlonger\nname\n");
  CHECK(TextTable(columns, 18).line(cells) == "a longer      1.5\nname\n");
  CHECK(TextTable(columns, 12).line(cells) == "a longer\nname\n");
  CHECK(TextTable(columns, 4).line(cells) == "a\nl...\nname\n");
  CHECK(TextTable(columns, 18, "  ").titles() == "  name       value\n");
  CHECK(TextTable(columns, 22).line(std::vector<std::string>{"", "1", "a b c d"}) ==
        "               1 a b c\n                 d\n");
  const std::vector<std::vector<std::string>> rows = {cells, {"b", "1234567", ""}};
  CHECK(text_table({columns, columns + 3}, rows, unlimited_columns) ==
        "name            value source\na longer name     1.5 somewhere\nb             1234567\n");
}

}  // namespace test_text_columns
