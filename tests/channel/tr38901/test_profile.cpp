// The profiles of data/tr38901 against numbers that were computed elsewhere, and the scaling of K.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string_view>

#include "channel/tr38901/profile.hpp"
#include "data/csv_table.hpp"
#include "phy/units.hpp"
#include "tests/about.hpp"

namespace test_profile {

using namespace ohmimo;

// Computed in Python from transcriptions that agree cell by cell. Delays: multiples of the wanted spread, or ns. K is
// that of line of sight over all other rows.
struct Facts {
  std::string_view file;
  std::size_t n_row;
  double total_power, rms_delay, mean_delay;
  double k_first_db = NAN, k_total_db = NAN;
};
constexpr Facts all_facts[] = {
    {"cdl_a", 23, 3.467660484618398, 1.0000579391604874, 0.8877433472107863},
    {"cdl_b", 23, 7.0930315507843735, 0.9999886902664697, 0.7694175849887581},
    {"cdl_c", 24, 5.87450487635078, 0.9999958221386213, 0.7288552144082759},
    {"cdl_d", 14, 1.0756447989823712, 0.9937205668506314, 0.16947479290241874, 13.3, 8.98464708003774},
    {"cdl_e", 15, 1.1105862050649384, 1.0000192777560268, 0.1828908494643568, 22.0, 9.270724521245047},
    {"tdl_a", 23, 3.467660484618398, 1.0000579391604874, 0.8877433472107863},
    {"tdl_b", 23, 7.0930315507843735, 0.9999886902664697, 0.7694175849887581},
    {"tdl_c", 24, 5.87450487635078, 0.9999958221386213, 0.7288552144082759},
    {"tdl_d", 14, 1.0756447989823712, 0.9937205668506314, 0.16947479290241874, 13.3, 8.98464708003774},
    {"tdl_e", 15, 1.1105862050649384, 1.0002407819044212, 0.1829016749583989, 22.0, 9.270724521245047},
    {"tdla30", 12, 2.154716922469698, 30.00061508053096, 25.60631782647062},
    {"tdlb100", 12, 7.334916859778298, 100.37016930063837, 75.51922030866929},
    {"tdlc300", 12, 3.299615190395459, 300.2949224211109, 212.7238755791428},
    {"tdlc60", 12, 2.6647682595300806, 59.979396703058285, 44.87322273082761},
    {"tdld30", 11, 1.07518096644286, 30.010304213759603, 5.093348081541142, 12.2, 9.001375170486195},
    {"epa", 7, 3.1123343769685174, 43.129225984161984, 44.20095255269913},
    {"eva", 9, 4.145927389128215, 356.652319392625, 253.91571609455985},
    {"etu", 9, 6.399925935313843, 990.9375741777101, 561.239368913695},
};

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double k_db(const Profile& profile) {
  const std::vector<double> power = normalised_powers(profile);
  return db_from_linear(power[0] / (1.0 - power[0]));
}

// What a typing error would move: the printed powers, delays and number of rows.
bool agrees(const Profile& profile, const Facts& facts) {
  double total = 0.0, mean = 0.0;
  const std::vector<double> power = normalised_powers(profile);
  for (std::size_t k = 0; k < power.size(); ++k) {
    total += linear_from_db(profile.rows[k].power_db);
    mean += power[k] * profile.rows[k].delay;
  }
  const double unit = profile.normalised_delay ? 1.0 : 1e-9;
  const bool los = profile.rows[0].line_of_sight;
  return profile.rows.size() == facts.n_row && total == about(facts.total_power, 1e-12) &&
         mean / unit == about(facts.mean_delay, 1e-12) &&
         rms_delay(profile, power) / unit == about(facts.rms_delay, 1e-12) && los == !std::isnan(facts.k_total_db) &&
         (!los || k_db(profile) == about(facts.k_total_db, 1e-12)) &&
         (!los || profile.rows[0].power_db - profile.rows[1].power_db == about(facts.k_first_db, 1e-12));
}

TEST_CASE("rows, powers, delays and K of every profile are those computed elsewhere; a digit slip is seen") {
  for (const Facts& facts : all_facts) {
    INFO(facts.file);
    const Profile profile = load_profile(facts.file);
    CHECK(agrees(profile, facts));
    CHECK(sum(normalised_powers(profile)) == about(1.0));
    for (std::size_t k = 1; k < profile.rows.size(); ++k) CHECK_FALSE(profile.rows[k].line_of_sight);
    for (std::size_t k = 0; k < profile.rows.size(); ++k) {
      Profile slip = profile;
      slip.rows[k].power_db -= 0.1;
      CHECK_FALSE(agrees(slip, facts));
      slip = profile;
      slip.rows[k].delay += profile.normalised_delay ? 1e-4 : 1e-9;
      CHECK_FALSE(agrees(slip, facts));
    }
    Profile lost = profile;
    lost.rows.pop_back();
    CHECK_FALSE(agrees(lost, facts));
  }
}

TEST_CASE("cells that public code has wrong are right here") {
  CHECK(load_profile("tdl_a").rows[12].delay == 2.1718);
  CHECK(load_profile("tdl_b").rows[5].power_db == -1.2);
  CHECK(load_profile("eva").rows[4].power_db == -0.6);
  CHECK(load_profile("tdl_e").rows[0].power_db == -0.03);
  CHECK(load_profile("tdl_e").rows.back().delay == 20.6519);
  CHECK(load_profile("cdl_e").rows.back().delay == 20.6419);
  CHECK_THROWS_AS(load_profile("tdl_f"), std::invalid_argument);
}

TEST_CASE("the 20 ray offsets come in pairs, have rms 1 and split into 10, 6 and 4") {
  const data::CsvTable table("tr38901/ray_offsets.csv");
  REQUIRE(table.n_row() == 20);
  constexpr double positive[] = {0.0447, 0.1413, 0.2492, 0.3715, 0.5129, 0.6797, 0.8844, 1.1481, 1.5195, 2.1551};
  double square = 0.0;
  std::array<int, 3> subcluster = {};
  for (std::size_t k = 0; k < 20; ++k) {
    const double offset = table.number(k, "alpha_m_unit_rms");
    CHECK(offset == (k % 2 == 0 ? 1.0 : -1.0) * positive[k / 2]);
    square += offset * offset / 20.0;
    ++subcluster.at(static_cast<std::size_t>(table.number(k, "subcluster_if_split")) - 1);
  }
  CHECK(std::sqrt(square) == about(1.000038, 1e-6));
  CHECK(subcluster == std::array<int, 3>{10, 6, 4});
}

TEST_CASE("K asked for is K of the whole profile, and normalised delays get an rms spread of 1 again") {
  for (std::string_view name : {"tdl_d", "tdl_e", "cdl_d", "tdld30"})
    for (double wanted_db : {-3.0, 0.0, 7.0, 20.0}) {
      const Profile profile = load_profile(name), scaled = with_k_factor(profile, wanted_db);
      CHECK(k_db(scaled) == doctest::Approx(wanted_db).epsilon(1e-12));
      CHECK(scaled.rows[0].power_db == profile.rows[0].power_db);
      for (std::size_t k = 2; k < scaled.rows.size(); ++k)  // powers of the others keep their ratios
        CHECK(scaled.rows[k].power_db - scaled.rows[1].power_db ==
              about(profile.rows[k].power_db - profile.rows[1].power_db, 1e-12));
      const double spread = rms_delay(scaled, normalised_powers(scaled));
      if (profile.normalised_delay) CHECK(spread == about(1.0, 1e-12));
      if (!profile.normalised_delay) CHECK(scaled.rows.back().delay == profile.rows.back().delay);
    }
  CHECK_THROWS_AS(with_k_factor(load_profile("tdl_a"), 3.0), std::invalid_argument);
}

}  // namespace test_profile
