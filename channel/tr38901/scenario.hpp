// The scenarios of TR 38.901 that drops are made of: UMi street canyon, UMa and indoor office, one cell each.
#pragma once
#include <string>

#include "channel/scene.hpp"

namespace ohmimo {

// Heights by Table 7.2-1 and 7.2-2. Users stand outdoors, or in the office; none is a share of both.
struct Scenario {
  enum class Kind { umi, uma, inh };
  Kind kind = Kind::umi;
  std::string name;                             // "UMi", as summaries have it
  std::string table;                            // its name in data/tr38901/large_scale.csv
  double base_station_m = 0.0, user_m = 0.0;    // heights
  double nearest_m = 0.0, cell_radius_m = 0.0;  // of users, in the plane
  double lowest_parameter_ghz = 0.0;            // below it, the parameters of Table 7.5-6 are those at this frequency
};

// umi: radius of the circle round a hexagonal cell, sites 200 m apart. uma: 500 m apart. inh: 50 m, the depth of an
// office of 120 m by 50 m with the array at a wall; mixed office.
Scenario scenario_of(Scenario::Kind kind);

// Throws std::invalid_argument where the carrier lies outside of 0.5 to 100 GHz.
void check_carrier(const Scenario& scenario, double carrier_hz);

}  // namespace ohmimo
