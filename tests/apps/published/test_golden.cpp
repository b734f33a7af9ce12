// Published points: read back from the compiled-in table, and refusal of damaged ones.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "apps/published/golden.hpp"

namespace test_golden {

using namespace ohmimo;

const std::string table = "golden/zuo2025_fig4.csv";
const std::string header = "figure,n_rx,n_user,modulation,curve,snr_rx_db,ber,bits\n";

std::vector<GoldenPoint> curve(const std::string& figure, const std::string& modulation, const std::string& name) {
  std::vector<GoldenPoint> points = golden_points(table);
  std::erase_if(points, [&](const GoldenPoint& p) {
    return p.figure != figure || p.modulation != modulation || p.curve != name;
  });
  return points;
}

// Is the rate a whole number of errors over bits? Reading error: 0.5 % of the figure plus half a unit of the second
// digit, at worst 1.9 % (0.027); tells only where errors are few.
bool is_whole_count(const GoldenPoint& point) {
  const double errors = point.ber * double(point.bits.value());
  return std::abs(errors - std::round(errors)) <= 0.025 * errors;
}

TEST_CASE("the table of Zuo 2025 Fig. 4 is whole") {
  const std::vector<GoldenPoint> points = golden_points(table);
  CHECK(points.size() == 20 + 9 + 12 + 6 + 16 + 10);
  for (const GoldenPoint& point : points) {
    CHECK(point.bits.has_value() == (point.curve != "fp32"));
    CHECK((point.figure == "4d" ? point.n_rx == 16 && point.n_user == 4 : point.n_rx == 128 && point.n_user == 8));
    if (point.bits) {
      CHECK(*point.bits == (point.figure == "4d" ? 1600 : 640));
      CHECK(is_whole_count(point));
    }
  }
  CHECK(curve("4d", "256qam", "cycle 4").size() == 5);
  CHECK(curve("4d", "16qam", "cycle 3").size() == 4);
  CHECK(curve("4d", "16qam", "cycle 4").empty());
  CHECK(curve("4e", "256qam", "cycle 2").size() == 4);
  CHECK(curve("4e", "256qam", "fp32").size() == 10);
  const GoldenPoint last = curve("4d", "256qam", "cycle 2").back();
  CHECK(last.snr_rx_db == 23.0);
  CHECK(last.ber == 6.1e-4);
  GoldenPoint damaged = last;
  damaged.ber = 9.6e-4;  // 1.5 errors: the check can fail
  CHECK_FALSE(is_whole_count(damaged));
}

TEST_CASE("damaged tables name line, column and value") {
  const auto parse = [](const std::string& lines) { return parse_golden("t.csv", lines); };
  CHECK(parse("# note\n" + header + "4d,16,4,256qam,cycle 1,0.1,0.338,1600\n").size() == 1);
  CHECK_FALSE(parse(header + "4d,16,4,256qam,fp32,0.1,0.338,\n")[0].bits.has_value());
  CHECK_THROWS_WITH(
      parse("4d,16,4\n"),
      ("t.csv line 1 must be the header " + header.substr(0, header.size() - 1) + ", got '4d,16,4'").c_str());
  CHECK_THROWS_WITH(parse(header + "4d,16,4\n"), "t.csv line 2 must have 8 columns, got 3");
  CHECK_THROWS_WITH(parse(header + "4d,16,17,256qam,a,0,0.1,\n"),
                    "t.csv line 2 column n_user must be from 1 to n_rx, got '17'");
  CHECK_THROWS_WITH(parse(header + "4d,16,4,7qam,a,0,0.1,\n"),
                    "t.csv line 2 column modulation must be qpsk, 16qam, 64qam, 256qam or 1024qam, got '7qam'");
  CHECK_THROWS_WITH(parse("#\n" + header + "4d,16,4,16qam,a,0,1.5,\n"),
                    "t.csv line 3 column ber must be in [0, 1], got '1.5'");
  CHECK_THROWS_WITH(parse(header + "4d,16,4,16qam,,0,0.5,\n"), "t.csv line 2 column curve must not be empty, got ''");
  CHECK_THROWS_WITH(parse(header + "4d,16,4,16qam,a,0,0.5,0\n"),
                    "t.csv line 2 column bits must be >= 1 or empty, got '0'");
  for (const std::string line :
       {"4d,x,4,16qam,a,0,0.5,", "4d,16,4,16qam,a,nan,0.5,", "4d,16,4,16qam,a,0,0.5e,", "4d,16,4,16qam,a,0,0.5,-1"})
    CHECK_THROWS_AS(parse(header + line + "\n"), std::invalid_argument);
  CHECK_THROWS_WITH(parse(header), "t.csv must hold at least one point, got none");
  CHECK_THROWS_AS(golden_points("golden/none.csv"), std::invalid_argument);
}

}  // namespace test_golden
