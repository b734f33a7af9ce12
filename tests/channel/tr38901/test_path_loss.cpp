// Path loss, sight and places of drops by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "channel/tr38901/drop_geometry.hpp"
#include "channel/tr38901/path_loss.hpp"
#include "tests/about.hpp"

namespace test_path_loss {

using namespace ohmimo;

const Scenario umi = scenario_of(Scenario::Kind::umi), uma = scenario_of(Scenario::Kind::uma),
               inh = scenario_of(Scenario::Kind::inh);

TEST_CASE("path loss by hand, before and behind the breakpoint") {
  // UMi at 3.5 GHz: breakpoint 4 * 9 * 0.5 * 3.5e9/3e8 = 210 m. d3D of 50 m: sqrt(2500 + 72.25) = 50.7174.
  CHECK(path_loss_db(umi, true, 50.0, 3.5e9) == about(32.4 + 21.0 * 1.705157 + 20.0 * 0.544068, 1e-6));
  CHECK(path_loss_db(umi, false, 50.0, 3.5e9) == about(35.3 * 1.705157 + 22.4 + 21.3 * 0.544068, 1e-6));
  // Behind it, 400 m: d3D = 400.0903; 210^2 + 8.5^2 = 44172.25.
  CHECK(path_loss_db(umi, true, 400.0, 3.5e9) ==
        about(32.4 + 40.0 * 2.602158 + 20.0 * 0.544068 - 9.5 * 4.645150, 1e-6));
  // UMa: heights 25 and 1.5 m, breakpoint 4 * 24 * 0.5 * 3.5e9/3e8 = 560 m.
  CHECK(path_loss_db(uma, true, 200.0, 3.5e9) ==
        about(28.0 + 22.0 * std::log10(std::hypot(200.0, 23.5)) + 20.0 * 0.544068, 1e-6));
  CHECK(path_loss_db(uma, false, 200.0, 3.5e9) ==
        about(13.54 + 39.08 * std::log10(std::hypot(200.0, 23.5)) + 20.0 * 0.544068, 1e-6));
  CHECK(path_loss_db(uma, true, 1000.0, 3.5e9) ==
        about(28.0 + 40.0 * std::log10(std::hypot(1000.0, 23.5)) + 20.0 * 0.544068 -
                  9.0 * std::log10(560.0 * 560.0 + 23.5 * 23.5),
              1e-6));
  // InH, 20 m at 28 GHz.
  CHECK(path_loss_db(inh, true, 20.0, 28e9) == about(32.4 + 17.3 * 1.303190 + 20.0 * 1.447158, 1e-6));
  CHECK(path_loss_db(inh, false, 20.0, 28e9) == about(38.3 * 1.303190 + 17.3 + 24.9 * 1.447158, 1e-6));
  CHECK(path_loss_db(inh, false, 1.0, 0.5e9) == path_loss_db(inh, true, 1.0, 0.5e9));  // never below sight
  for (const Scenario& of : {umi, uma}) {  // nearly one law at the breakpoint
    const double at_m = of.kind == Scenario::Kind::umi ? 210.0 : 560.0;
    CHECK(std::abs(path_loss_db(of, true, at_m * 0.9999, 3.5e9) - path_loss_db(of, true, at_m * 1.0001, 3.5e9)) < 0.1);
  }
}

TEST_CASE("probability of a line of sight by hand") {
  CHECK(line_of_sight_probability(umi, 18.0) == 1.0);
  CHECK(line_of_sight_probability(umi, 36.0) == about(0.5 + 0.5 * std::exp(-1.0)));
  CHECK(line_of_sight_probability(uma, 63.0) == about(18.0 / 63.0 + std::exp(-1.0) * (1.0 - 18.0 / 63.0)));
  CHECK(line_of_sight_probability(inh, 1.0) == 1.0);
  CHECK(line_of_sight_probability(inh, 5.9) == about(std::exp(-1.0)));
  CHECK(line_of_sight_probability(inh, 6.5 + 32.6) == about(0.32 * std::exp(-1.0)));
}

TEST_CASE("users stand uniform over the area, and see the base station from below") {
  const DropLink half = drop_link(umi, 120.0, 0.5, 0.75);
  CHECK(half.distance_m == about(std::sqrt(0.5 * (100.0 + 40000.0 / 3.0)), 1e-12));
  CHECK(half.aod_deg == about(30.0));
  CHECK(half.aoa_deg == about(-150.0));
  CHECK(half.zod_deg == about(90.0 + std::atan(8.5 / half.distance_m) * 180.0 / 3.14159265358979, 1e-12));
  CHECK(half.zoa_deg == about(180.0 - half.zod_deg, 1e-12));
  CHECK(drop_link(umi, 120.0, 0.0, 0.5).distance_m == about(10.0));
  CHECK(drop_link(uma, 120.0, 1.0, 0.5).distance_m == about(500.0 / std::sqrt(3.0)));
  CHECK(drop_link(inh, 120.0, 0.0, 0.5).zod_deg == about(180.0));  // right below
}

TEST_CASE("the carrier must lie where the scenarios are defined") {
  CHECK_NOTHROW(check_carrier(umi, 0.5e9));
  CHECK_THROWS_WITH_AS(check_carrier(umi, 0.4e9), "carrier-ghz must be from 0.5 to 100 for UMi, got 0.4",
                       std::invalid_argument);
}

}  // namespace test_path_loss
