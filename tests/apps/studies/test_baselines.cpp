// The table of published detectors: whole, refusing damaged rows by name, derived numbers, node rules by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "apps/studies/compare/baseline.hpp"
#include "apps/studies/compare/node_scaling.hpp"
#include "tests/about.hpp"

namespace test_baselines {

using namespace ohmimo;
using namespace ohmimo::compare;

const std::string good_row =
    "[[design]]\nid = 'x'\nkind = 'asic'\nyear = 2020\nnode = '28 nm'\nn_rx = 8\nn_user = 4\nmodulation = '16qam'\n"
    "algorithm = 'zf'\noutput = 'hard'\nthroughput = '1.6 Gb/s'\npower = '80 mW'\npreprocessing = 'no'\n"
    "included = 'none'\nsource = 'someone'\ngrade = 'memory'\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("a good row: derived numbers by hand") {
  const std::vector<Baseline> rows = parse_baselines(good_row, "t.toml");
  REQUIRE(rows.size() == 1);
  CHECK(*rows[0].energy_pJ_per_bit() == about(50.0));
  CHECK(*rows[0].vectors_per_s() == about(1e8));  // 4 users of 4 bits
  CHECK(*rows[0].nJ_per_vector() == about(0.8));
  CHECK_FALSE(rows[0].Gbps_per_mm2());
  const Baseline other = parse_baselines(replaced(good_row, "power = '80 mW'", "energy = '0.05 nJ/b'"), "t.toml")[0];
  CHECK(*other.power_mW() == about(80.0));
  CHECK_FALSE(parse_baselines(replaced(good_row, "modulation = '16qam'\n", ""), "t.toml")[0].nJ_per_vector());
}

TEST_CASE("damaged rows are refused by name") {
  struct Damage {
    const char *from, *to, *message;
  };
  const std::string place = "t.toml: design 1 (x): ";
  for (const Damage& damage : {
           Damage{"'80 mW'", "80.0",
                  "power must be text with a number > 0 and its unit (mW, W), got a value without a unit"},
           {"'80 mW'", "'80'", "power must be text with a number > 0 and its unit (mW, W), got \"80\""},
           {"'80 mW'", "'80 mJ'", "power must be text with a number > 0 and its unit (mW, W), got \"80 mJ\""},
           {"'80 mW'", "'-80 mW'", "power must be text with a number > 0 and its unit (mW, W), got \"-80 mW\""},
           {"'80 mW'", "'1e306 W'", "power must be from 1e-24 to 1e24, got \"1e306 W\""},  // overflowed in mW
           {"node = '28 nm'\n", "",
            "node is missing: power, energy or area of an integrated circuit mean nothing without it"},
           {"source = 'someone'\n", "", "source is missing"},
           {"source = 'someone'", "source = ''", "source must be a text that is not empty"},
           {"grade = 'memory'\n", "", "grade is missing"},
           {"'memory'", "'sure'", "grade must be one of confirmed, mixed, memory, got \"sure\""},
           {"year = 2020\n", "", "year is missing"},
           {"n_user = 4", "n_user = 0", "n_user must be an integer from 1 to 1000000"},
           {"output", "ouptut", "ouptut is not a field of this table"},
           {"grade", "energy = '70 pJ/b'\ngrade",
            "energy must agree with power / throughput = 50 pJ/b within 2 %, got 70"},
       }) {
    CAPTURE(damage.to);
    CHECK_THROWS_WITH_AS(parse_baselines(replaced(good_row, damage.from, damage.to), "t.toml"),
                         (place + damage.message).c_str(), std::invalid_argument);
  }
  CHECK_THROWS_WITH(parse_baselines(good_row + good_row, "t.toml"),
                    "t.toml: design 2: id must be unique, got \"x\" twice");
  CHECK_THROWS_WITH(parse_baselines("[[design]]\nid = 'x'\n\"a\\nb\" = 1\n", "t.toml"),
                    "t.toml: design 1 (x): a b is not a field of this table");
  CHECK_THROWS_WITH(parse_baselines("[[design]]\nid = \"x\\ny\"\n", "t.toml"),
                    "t.toml: design 1 (x y): kind is missing");  // found by fuzzing: two lines
  CHECK_THROWS_AS(parse_baselines("", "t.toml"), std::invalid_argument);
  CHECK_THROWS_AS(parse_baselines("[[design]\n", "t.toml"), std::invalid_argument);
  CHECK_NOTHROW(parse_baselines(replaced(replaced(good_row, "power = '80 mW'\n", ""), "node = '28 nm'\n", ""), "t"));
}

TEST_CASE("published table: 42 rows, derived numbers as in a survey made apart from this program") {
  CHECK(published_baselines().size() == 42);
  CHECK_THROWS_AS(published_baseline("nobody2020"), std::invalid_argument);
  // Mvec/s, nJ per vector, pJ/b: three digits each, so half a unit of the last.
  struct Expected {
    const char* id;
    double Mvec_per_s, nJ, pJ_per_bit;
  };
  for (const Expected& row : {Expected{"peng2018_weji", 21.25, 30.4, 633},
                              {"tang2021_mpd", 10.8, 20.5, 79.8},
                              {"jeon2019_lama", 1.38, 109, 427},
                              {"shahabuddin2021_admin16", 3.16, 26.9, 281},
                              {"shahabuddin2021_admin32x32", 1.49, 80.9, 422},
                              {"shahabuddin2021_admin64x32", 1.26, 108, 560},
                              {"mirfarshbafan2024_spade", 719, 0.77, 12},
                              {"li2025_gbcd", 55.5, 6.6, 51.7},
                              {"tang2019_mmse4x4", 43.1, 0.61, 19.2},
                              {"prabhu2017", 4.7, 3.8, 60},
                              {"tang2018_epd", 14.1, 9.0, 70.6},
                              {"yin2014_nsa", 79, 101, 2105},
                              {"liu2020_rcg", 31.25, 17.8, 371}}) {
    CAPTURE(row.id);
    const Baseline& found = published_baseline(row.id);
    CHECK(*found.vectors_per_s() / 1e6 == about(row.Mvec_per_s, 0.012));  // 0.05 of 4.7
    CHECK(*found.nJ_per_vector() == about(row.nJ, 0.014));                // 0.05 of 3.8
    CHECK(*found.energy_pJ_per_bit() == about(row.pJ_per_bit, 0.002));
  }
  CHECK(published_baseline("zhang2018_gs_fpga").vectors_per_s() == std::nullopt);  // modulation not stated
  const Baseline& h100 = published_baseline("ref_h100_sxm");
  CHECK(*h100.peak_flop_per_s / h100.multiprocessors == about(0.507e12, 0.001));
  CHECK(*h100.power_mW() * 1e9 / *h100.peak_flop_per_s == about(10.5, 0.005));  // pJ/FLOP
  const Baseline& mi60 = published_baseline("ref_vega20_mi60");
  CHECK(*mi60.peak_flop_per_s / mi60.multiprocessors == about(0.230e12, 0.003));
}

TEST_CASE("node rules by hand") {
  // 65 to 28 nm: s = 2.3214.
  const NodeFactors general = node_factors(NodeRule::general, {65, 28});
  CHECK(general.area == about(28.0 * 28 / (65 * 65)));
  CHECK(general.rate == about(65.0 / 28));
  CHECK(general.energy == about(28.0 / 65));
  CHECK(general.equal_supply_assumed);
  // With supplies 1.2 to 0.9 V the energy falls by (3/4)^2 more.
  const NodeFactors with_supply = node_factors(NodeRule::general, {65, 28, 1.2, 0.9});
  CHECK(with_supply.energy == about(28.0 / 65 * 0.5625));
  CHECK_FALSE(with_supply.equal_supply_assumed);
  const NodeFactors careful = node_factors(NodeRule::conservative, {65, 28, 1.2, 0.9});
  CHECK(careful.area == general.area);
  CHECK(careful.rate == 1.0);
  CHECK(careful.energy == 1.0);
  const NodeFactors none = node_factors(NodeRule::none, {65, 28});
  CHECK((none.area == 1.0 && none.rate == 1.0 && none.energy == 1.0));
  CHECK_THROWS_WITH_AS(node_factors(NodeRule::general, {0, 28}), "source node in nm must be > 0 and finite, got 0",
                       std::invalid_argument);
  CHECK_THROWS_AS(node_factors(NodeRule::general, {65, 28, 1.2, -1.0}), std::invalid_argument);
}

TEST_CASE("general rule with equal supplies: the table at 28 nm") {
  struct Expected {
    const char* id;
    double pJ_per_bit, mm2;
  };
  for (const Expected& row : {Expected{"peng2018_weji", 273, 0.48},
                              {"tang2021_mpd", 55.9, 0.28},
                              {"castaneda2021_resadapt", 17.1, 1.48},
                              {"li2025_gbcd", 65.8, 1.57},
                              {"liu2020_rcg", 160, 0.65},
                              {"yin2014_nsa", 1310, 4.3}}) {
    CAPTURE(row.id);
    const Baseline& found = published_baseline(row.id);
    const NodeFactors factors = node_factors(NodeRule::general, {*found.node_nm, 28});
    CHECK(*found.energy_pJ_per_bit() * factors.energy == about(row.pJ_per_bit, 0.004));
    CHECK(*found.area_mm2 * factors.area == about(row.mm2, 0.018));  // 0.005 of 0.28
  }
}

TEST_CASE("Stillmaker and Baas: the worked ratio of their corrected example") {
  const EnergyPolynomial target{0.8367, -0.4341, 0.1701}, source{3.755, -4.398, 1.975};
  CHECK(target.at(0.9) == about(0.4571, 2e-4));
  CHECK(source.at(1.3) == about(2.604, 2e-4));
  // Half a unit of its own last digit and of those of the two energies it was made of: (2.8 + 1.1 + 1.9) 1e-4.
  CHECK(stillmaker_energy_factor(source, 1.3, target, 0.9) == about(0.1755, 5.9e-4));
  CHECK_THROWS_AS(stillmaker_energy_factor({0, 0, -1}, 1.0, target, 1.0), std::invalid_argument);
}

}  // namespace test_baselines
