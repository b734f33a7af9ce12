#include "channel/tr38901/path_loss.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo {
namespace {

// Of UMi and UMa: 4 h'_BS h'_UT f/c with heights over an environment of 1 m and c = 3e8 m/s (notes 1 of the table).
double breakpoint_m(const Scenario& scenario, double carrier_hz) {
  return 4.0 * (scenario.base_station_m - 1.0) * (scenario.user_m - 1.0) * carrier_hz / 3.0e8;
}

// Street level: before the breakpoint offset + slope lg d, behind it 40 lg d - bend lg(breakpoint^2 + height^2).
struct DualSlope {
  double offset_db, slope_db, bend_db;
};

double dual_slope_db(const DualSlope& law, const Scenario& scenario, double distance_m, double carrier_hz) {
  const double d = distance_3d_m(scenario, distance_m), f_ghz = carrier_hz / 1e9;
  const double at_break = breakpoint_m(scenario, carrier_hz);
  if (distance_m <= at_break) return law.offset_db + law.slope_db * std::log10(d) + 20.0 * std::log10(f_ghz);
  const double height = scenario.base_station_m - scenario.user_m;
  return law.offset_db + 40.0 * std::log10(d) + 20.0 * std::log10(f_ghz) -
         law.bend_db * std::log10(at_break * at_break + height * height);
}

double line_of_sight_db(const Scenario& scenario, double distance_m, double carrier_hz) {
  switch (scenario.kind) {
    case Scenario::Kind::umi:
      return dual_slope_db({32.4, 21.0, 9.5}, scenario, distance_m, carrier_hz);
    case Scenario::Kind::uma:
      return dual_slope_db({28.0, 22.0, 9.0}, scenario, distance_m, carrier_hz);
    case Scenario::Kind::inh:
      break;
  }
  return 32.4 + 17.3 * std::log10(distance_3d_m(scenario, distance_m)) + 20.0 * std::log10(carrier_hz / 1e9);
}

double obstructed_db(const Scenario& scenario, double distance_m, double carrier_hz) {
  const double lg_d = std::log10(distance_3d_m(scenario, distance_m)), lg_f = std::log10(carrier_hz / 1e9);
  switch (scenario.kind) {
    case Scenario::Kind::umi:
      return 35.3 * lg_d + 22.4 + 21.3 * lg_f - 0.3 * (scenario.user_m - 1.5);
    case Scenario::Kind::uma:
      return 13.54 + 39.08 * lg_d + 20.0 * lg_f - 0.6 * (scenario.user_m - 1.5);
    case Scenario::Kind::inh:
      break;
  }
  return 38.3 * lg_d + 17.3 + 24.9 * lg_f;
}

// Certain up to 18 m, then falling with the scale.
double street_probability(double distance_m, double scale_m) {
  if (distance_m <= 18.0) return 1.0;
  return 18.0 / distance_m + std::exp(-distance_m / scale_m) * (1.0 - 18.0 / distance_m);
}

double mixed_office_probability(double distance_m) {
  if (distance_m <= 1.2) return 1.0;
  if (distance_m < 6.5) return std::exp(-(distance_m - 1.2) / 4.7);
  return 0.32 * std::exp(-(distance_m - 6.5) / 32.6);
}

}  // namespace

double distance_3d_m(const Scenario& scenario, double distance_m) {
  return std::hypot(distance_m, scenario.base_station_m - scenario.user_m);
}

double path_loss_db(const Scenario& scenario, bool line_of_sight, double distance_m, double carrier_hz) {
  const double clear_db = line_of_sight_db(scenario, distance_m, carrier_hz);
  return line_of_sight ? clear_db : std::max(clear_db, obstructed_db(scenario, distance_m, carrier_hz));
}

double line_of_sight_probability(const Scenario& scenario, double distance_m) {
  switch (scenario.kind) {
    case Scenario::Kind::umi:
      return street_probability(distance_m, 36.0);
    case Scenario::Kind::uma:
      return street_probability(distance_m, 63.0);  // users below 13 m: no further term
    case Scenario::Kind::inh:
      break;
  }
  return mixed_office_probability(distance_m);
}

}  // namespace ohmimo
