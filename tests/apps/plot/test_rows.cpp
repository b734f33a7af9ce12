// Tables read back from CSV: what is taken, and what is refused with file, line, rule and value.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "apps/plot/rows.hpp"
#include "tests/temporary_folder.hpp"

namespace test_rows {

using namespace ohmimo;
using namespace ohmimo::plot;

TEST_CASE("rows: cells by name, with quotes, a byte order mark, CRLF and no last line end") {
  const Rows rows("\xef\xbb\xbfname,x,y\r\n\"a, \"\"b\"\"\",1e-3,\r\n\r\nc,-2.5,inf", "a.csv");
  REQUIRE(rows.size() == 2);
  CHECK(rows.text(0, "name") == "a, \"b\"");
  CHECK(rows.number(0, "x") == 1e-3);
  CHECK_FALSE(rows.optional_number(0, "y"));
  CHECK(rows.number(1, "x") == -2.5);
  CHECK(std::isnan(rows.finite_or_nan(0, "y")));
  CHECK(std::isnan(rows.finite_or_nan(1, "y")));
  CHECK_THROWS_WITH(rows.number(1, "y"), "a.csv: line 4: y must be a finite number, got \"inf\"");
  CHECK_THROWS_WITH(rows.number(0, "y"), "a.csv: line 2: y must be a number, got \"\"");
  CHECK_THROWS_WITH(rows.number(1, "name"), "a.csv: line 4: name must be a number, got \"c\"");
  CHECK_THROWS_WITH(rows.text(0, "z"), "a.csv: line 1: must name a column z, got none");
}

TEST_CASE("rows: what is no table is refused") {
  const auto refusal = [](std::string_view csv) {
    try {
      const Rows rows(csv, "a.csv");
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string("taken");
  };
  CHECK(refusal("") == "a.csv: line 1: must hold the names of columns, got an empty file");
  CHECK(refusal("x,y\n1,2\n3") == "a.csv: line 3: must have 2 cells, as many as line 1 has names, got 1");
  CHECK(refusal("x,y\n1,2,3\n") == "a.csv: line 2: must have 2 cells, as many as line 1 has names, got 3");
  CHECK(refusal("x,\"y\n1,2\n") == "a.csv: line 1: must close its quotes, got an open one at the end");
  CHECK(refusal("x,y,x\n") == "a.csv: line 1: must name each column once, got \"x\" twice");
  CHECK(refusal(std::string_view("\x89PNG\r\n\x1a\n\0\0", 10)) ==
        "a.csv: line 2: must be text, got a control character");
}

TEST_CASE("rows: files that cannot be read are refused by name") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(read_rows("none.csv"), "none.csv: must be a file, got nothing of that name");
  CHECK_THROWS_WITH(read_rows("/dev/zero"), "/dev/zero: must be a file, got something else");
  CHECK_THROWS_AS(read_rows(folder.path), std::invalid_argument);
  std::ofstream(folder.path / "a.csv") << "x\n1\n";
  CHECK(read_rows(folder.path / "a.csv").size() == 1);
}

}  // namespace test_rows
