#include "channel/tr38901/zenith_spread.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo {

double table_ghz(const Scenario& scenario, double carrier_hz) {
  return std::max(carrier_hz / 1e9, scenario.lowest_parameter_ghz);
}

double zsd_mean(const Scenario& scenario, bool line_of_sight, double distance_m, double carrier_hz) {
  const double d_km = distance_m / 1e3, above_m = scenario.user_m - scenario.base_station_m;
  switch (scenario.kind) {
    case Scenario::Kind::umi:
      return line_of_sight ? std::max(-0.21, -14.8 * d_km + 0.01 * std::abs(above_m) + 0.83)
                           : std::max(-0.5, -3.1 * d_km + 0.01 * std::max(above_m, 0.0) + 0.2);
    case Scenario::Kind::uma:
      return std::max(-0.5, -2.1 * d_km - 0.01 * (scenario.user_m - 1.5) + (line_of_sight ? 0.75 : 0.9));
    case Scenario::Kind::inh:
      break;
  }
  return line_of_sight ? -1.43 * std::log10(1.0 + table_ghz(scenario, carrier_hz)) + 2.228 : 1.08;
}

double zsd_deviation(const Scenario& scenario, bool line_of_sight, double carrier_hz) {
  switch (scenario.kind) {
    case Scenario::Kind::umi:
      return 0.35;
    case Scenario::Kind::uma:
      return line_of_sight ? 0.40 : 0.49;
    case Scenario::Kind::inh:
      break;
  }
  return line_of_sight ? 0.13 * std::log10(1.0 + table_ghz(scenario, carrier_hz)) + 0.30 : 0.36;
}

double zod_offset_deg(const Scenario& scenario, bool line_of_sight, double distance_m, double carrier_hz) {
  if (line_of_sight || scenario.kind == Scenario::Kind::inh) return 0.0;
  if (scenario.kind == Scenario::Kind::umi) return -std::pow(10.0, -1.5 * std::log10(std::max(10.0, distance_m)) + 3.3);
  const double lg_f = std::log10(table_ghz(scenario, carrier_hz));
  const double a = 0.208 * lg_f - 0.782, c = -0.13 * lg_f + 2.03, e = 7.66 * lg_f - 5.96;
  return e - std::pow(10.0, a * std::log10(std::max(25.0, distance_m)) + c - 0.07 * (scenario.user_m - 1.5));
}

}  // namespace ohmimo
