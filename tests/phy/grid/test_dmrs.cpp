// DM-RS positions and ports against TS 38.211.
#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "phy/grid/dmrs.hpp"

namespace test_dmrs {

using namespace ohmimo;

using Symbols = std::vector<int>;

TEST_CASE("positions of single-symbol DM-RS, mapping type A") {
  CHECK(dmrs_positions(14, {2, 0, 1}) == Symbols{2});
  CHECK(dmrs_positions(14, {2, 1, 1}) == Symbols{2, 11});
  CHECK(dmrs_positions(14, {2, 2, 1}) == Symbols{2, 7, 11});
  CHECK(dmrs_positions(14, {2, 3, 1}) == Symbols{2, 5, 8, 11});
  CHECK(dmrs_positions(14, {3, 2, 1}) == Symbols{3, 7, 11});
  CHECK(dmrs_positions(10, {2, 2, 1}) == Symbols{2, 6, 9});
  CHECK(dmrs_positions(8, {3, 1, 1}) == Symbols{3, 7});
  CHECK(dmrs_positions(4, {3, 2, 1}) == Symbols{3});
}

TEST_CASE("positions of double-symbol DM-RS, mapping type A") {
  CHECK(dmrs_positions(14, {2, 1, 2}) == Symbols{2, 10});
  CHECK(dmrs_positions(13, {3, 1, 2}) == Symbols{3, 10});
  CHECK(dmrs_positions(12, {2, 1, 2}) == Symbols{2, 8});
  CHECK(dmrs_positions(9, {2, 1, 2}) == Symbols{2});
  CHECK(dmrs_positions(14, {2, 0, 2}) == Symbols{2});
}

TEST_CASE("every position lies inside its slot, and pairs do not touch") {
  for (int n_symbol = 4; n_symbol <= 14; ++n_symbol)
    for (int first : {2, 3})
      for (int length : {1, 2})
        for (int additional = 0; additional <= (length == 2 ? 1 : first == 2 ? 3 : 2); ++additional) {
          if (n_symbol == 4 && first == 3 && length == 2) continue;  // refused below
          const Symbols positions = dmrs_positions(n_symbol, {first, additional, length});
          CHECK(positions.front() == first);
          CHECK(positions.size() <= static_cast<std::size_t>(additional) + 1);
          CHECK(positions.back() + length <= n_symbol);
          for (std::size_t k = 1; k < positions.size(); ++k) CHECK(positions[k] > positions[k - 1] + length);
        }
}

TEST_CASE("what the standard does not define is refused in one sentence") {
  CHECK_THROWS_WITH_AS(dmrs_positions(3, {2, 1, 1}), "symbols must be from 4 to 14 for pilots, got 3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(dmrs_positions(4, {3, 0, 2}), "symbols must be from 5 to 14 for pilots, got 4",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(dmrs_positions(14, {2, 2, 2}),
                       "dmrs-additional must be from 0 to 1 with dmrs-symbols 2 from symbol 2 on, got 2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(dmrs_positions(14, {3, 3, 1}),
                       "dmrs-additional must be from 0 to 2 with dmrs-symbols 1 from symbol 3 on, got 3",
                       std::invalid_argument);
  CHECK_THROWS_AS(dmrs_positions(15, {2, 1, 1}), std::invalid_argument);
  CHECK_THROWS_AS(dmrs_positions(14, {4, 1, 1}), std::invalid_argument);
  CHECK_THROWS_AS(dmrs_positions(14, {2, 1, 3}), std::invalid_argument);
  CHECK_THROWS_AS(dmrs_positions(14, {2, -1, 1}), std::invalid_argument);
  CHECK_THROWS_AS(dmrs_ports(3), std::invalid_argument);
}

TEST_CASE("ports: groups share no subcarrier and cover all, codes of a group are orthogonal") {
  for (int type : {1, 2}) {
    const std::vector<DmrsPort> ports = dmrs_ports(type);
    REQUIRE(ports.size() == static_cast<std::size_t>(dmrs_port_count(type, 2)));
    std::set<int> covered;
    for (const DmrsPort& a : ports) {
      for (int k : {0, 1}) covered.insert(a.delta + k * dmrs_spacing(type));
      int same = 0;
      for (const DmrsPort& b : ports) {
        if (b.cdm_group != a.cdm_group) {
          CHECK(b.delta != a.delta);
          continue;
        }
        CHECK(b.delta == a.delta);
        int product = 0;
        for (int k : {0, 1})
          for (int l : {0, 1}) product += a.frequency_code[k] * b.frequency_code[k] * a.time_code[l] * b.time_code[l];
        same += product == 4 ? 1 : 0;
        CHECK((product == 0 || product == 4));
      }
      CHECK(same == 1);  // itself
    }
    CHECK(covered.size() == static_cast<std::size_t>(dmrs_period(type)));
    // One symbol is enough for the first half.
    for (int p = 0; p < dmrs_port_count(type, 1); ++p) CHECK(ports[p].time_code[1] == 1);
    for (int p = dmrs_port_count(type, 1); p < dmrs_port_count(type, 2); ++p) CHECK(ports[p].time_code[1] == -1);
  }
}

}  // namespace test_dmrs
