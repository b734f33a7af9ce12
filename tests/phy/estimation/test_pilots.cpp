// Pilots of all users: orthogonality, energy, refusals.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "phy/estimation/gold_sequence.hpp"
#include "phy/estimation/pilots.hpp"
#include "tests/about.hpp"

namespace test_pilots {

using namespace ohmimo;

PilotConfig nr(int type, int symbols, int additional = 1) {
  PilotConfig config;
  config.dmrs_type = type;
  config.dmrs_symbols = symbols;
  config.additional = additional;
  return config;
}

PilotConfig dft(int symbols = 1) {
  PilotConfig config = nr(1, symbols);
  config.kind = PilotKind::dft;
  return config;
}

// Of two users over one position and the subcarriers from first on.
std::complex<double> product(const PilotGrid& pilots, int a, int b, int position, int first, int n) {
  std::complex<double> sum = 0.0;
  for (int l = 0; l < pilots.length(); ++l)
    for (int k = first; k < first + n; ++k) {
      const int symbol = pilots.symbols()[position * pilots.length() + l];
      sum += std::complex<double>(pilots.value(a, symbol, k)) *
             std::conj(std::complex<double>(pilots.value(b, symbol, k)));
    }
  return sum;
}

struct Case {
  PilotConfig config;
  int n_user, period;
};
const Case cases[] = {{nr(1, 1), 4, 4}, {nr(1, 2), 8, 4}, {nr(2, 1), 6, 6}, {nr(2, 2), 12, 6}, {dft(), 1, 1},
                      {dft(), 3, 3},    {dft(), 5, 6},    {dft(), 8, 12},   {dft(), 12, 12},   {dft(), 16, 16},
                      {dft(), 20, 24},  {dft(2), 16, 12}, {dft(2), 7, 4},   {dft(), 48, 48}};

TEST_CASE("pilots of all users are orthogonal over every period, and over a PRB of NR") {
  for (const Case& c : cases) {
    const PilotGrid pilots({30, 4, 14}, c.config, c.n_user);
    REQUIRE(pilots.period() == c.period);
    for (int position = 0; position < pilots.n_position(); ++position)
      for (int a = 0; a < c.n_user; ++a)
        for (int b = 0; b < c.n_user; ++b)
          for (int first = 0; first < 48; first += pilots.period()) {
            const std::complex<double> sum = product(pilots, a, b, position, first, pilots.period());
            CHECK(std::abs(sum - (a == b ? pilots.energy() : 0.0)) < 1e-6 * pilots.energy());
          }
    if (c.config.kind == PilotKind::nr)
      for (int a = 0; a < c.n_user; ++a)
        for (int b = 0; b < a; ++b) CHECK(std::abs(product(pilots, a, b, 1, 12, 12)) < 1e-5);
  }
}

TEST_CASE("energy: as much per symbol as data, whatever the comb") {
  for (const Case& c : cases) {
    const PilotGrid pilots({30, 4, 14}, c.config, c.n_user);
    for (int u = 0; u < c.n_user; ++u)
      for (int p = 0; p < pilots.n_position(); ++p)
        CHECK(std::abs(product(pilots, u, u, p, 0, 48)) == about(48.0 * pilots.length(), 1e-6));
  }
  CHECK(PilotGrid({30, 4, 14}, nr(1, 1), 4).energy() == 4.0);    // 2 subcarriers of twice the power
  CHECK(PilotGrid({30, 4, 14}, nr(2, 2), 12).energy() == 12.0);  // 2 subcarriers, 2 symbols, 3 times the power
  CHECK(PilotGrid({30, 4, 14}, nr(1, 1), 4).power() == 2.0);
  CHECK(PilotGrid({30, 4, 14}, nr(2, 1), 4).power() == 3.0);
}

TEST_CASE("a value is beta w_f w_t r(2n + k') where 38.211 puts it") {
  PilotConfig config = nr(1, 2);
  config.scrambling_id = 321;
  const PilotGrid pilots({30, 2, 14}, config, 8);
  for (const int symbol : {2, 3, 10, 11}) {
    REQUIRE(pilots.is_pilot(symbol));
    const std::vector<std::complex<float>> r = dmrs_sequence(dmrs_c_init(0, symbol, 321), 12);
    const int l = symbol % 2 == 0 ? 0 : 1;
    for (int n = 0; n < 6; ++n)
      for (int k : {0, 1}) {
        // Port 7: group 1, codes +1 -1 over frequency and time.
        const float sign = (k == 1 ? -1.f : 1.f) * (l == 1 ? -1.f : 1.f);
        CHECK(std::abs(pilots.value(7, symbol, 4 * n + 2 * k + 1) - std::sqrt(2.f) * sign * r[2 * n + k]) < 1e-6f);
        CHECK(pilots.value(7, symbol, 4 * n + 2 * k) == 0.f);
        CHECK(std::abs(pilots.value(0, symbol, 4 * n + 2 * k) - std::sqrt(2.f) * r[2 * n + k]) < 1e-6f);
      }
  }
  CHECK_FALSE(pilots.is_pilot(4));
  CHECK(pilots.value(0, 4, 0) == 0.f);
}

TEST_CASE("symbols and overhead") {
  const PilotGrid pilots({30, 2, 14}, nr(2, 2), 12);
  CHECK(pilots.symbols() == std::vector<int>{2, 3, 10, 11});
  CHECK(pilots.n_position() == 2);
  CHECK(pilots.overhead() == about(4.0 / 14.0));
  CHECK(PilotGrid({30, 2, 14}, nr(1, 1, 0), 2).overhead() == about(1.0 / 14.0));
  CHECK(PilotGrid({30, 2, 12}, nr(1, 1, 3), 2).overhead() == about(4.0 / 12.0));
}

TEST_CASE("more users than ports are refused, with what would do") {
  const SlotGrid grid{30, 4, 14};
  CHECK_THROWS_WITH_AS(PilotGrid(grid, nr(1, 1), 12),
                       "users must be <= 4 for dmrs-type 1 with dmrs-symbols 1, got 12: 12 users need dmrs-type 2 with "
                       "dmrs-symbols 2, or pilots dft",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(PilotGrid(grid, nr(1, 1), 8), doctest::Contains("8 users need dmrs-type 1 with dmrs-symbols 2"),
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(PilotGrid(grid, nr(2, 2), 13), doctest::Contains("got 13: 13 users need pilots dft"),
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(PilotGrid(grid, dft(), 49),
                       "users must be <= 48 for pilots dft with dmrs-symbols 1 on 48 subcarriers, got 49",
                       std::invalid_argument);
  CHECK_THROWS_AS(PilotGrid(grid, nr(3, 1), 1), std::invalid_argument);
  CHECK_THROWS_AS(PilotGrid(grid, nr(1, 0), 1), std::invalid_argument);
  CHECK_THROWS_AS(PilotGrid(grid, nr(1, 1), 0), std::invalid_argument);
  CHECK_THROWS_AS(PilotGrid({30, 4, 3}, nr(1, 1), 1), std::invalid_argument);
}

}  // namespace test_pilots
