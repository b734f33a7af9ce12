// Where a user of a drop stands, and the directions of its link to the base station.
#pragma once
#include "channel/tr38901/scenario.hpp"

namespace ohmimo {

// Departure = base station, arrival = terminal, as in the tables. The base station stands at the origin, the sector
// lies round the x axis.
struct DropLink {
  double distance_m = 0.0, distance_3d_m = 0.0;
  double aod_deg = 0.0, zod_deg = 90.0, aoa_deg = 180.0, zoa_deg = 90.0;  // of the straight line
  bool line_of_sight = false;
};

// at_area, at_azimuth from 0 to 1: shares of the area within the distance, and of the sector. Both uniform: users are
// uniform over the area between the nearest distance and the radius of the cell. Sight is left open.
DropLink drop_link(const Scenario& scenario, double sector_deg, double at_area, double at_azimuth);

}  // namespace ohmimo
