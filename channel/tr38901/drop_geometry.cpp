#include "channel/tr38901/drop_geometry.hpp"

#include <cmath>
#include <numbers>

#include "channel/tr38901/angles.hpp"
#include "channel/tr38901/path_loss.hpp"

namespace ohmimo {

DropLink drop_link(const Scenario& scenario, double sector_deg, double at_area, double at_azimuth) {
  const double near2 = scenario.nearest_m * scenario.nearest_m, far2 = scenario.cell_radius_m * scenario.cell_radius_m;
  DropLink link;
  link.distance_m = std::sqrt(near2 + at_area * (far2 - near2));
  link.distance_3d_m = distance_3d_m(scenario, link.distance_m);
  link.aod_deg = sector_deg * (at_azimuth - 0.5);
  link.aoa_deg = wrapped_azimuth_deg(link.aod_deg + 180.0);
  const double down_m = scenario.base_station_m - scenario.user_m;
  link.zod_deg = 90.0 + std::atan2(down_m, link.distance_m) * 180.0 / std::numbers::pi;
  link.zoa_deg = 180.0 - link.zod_deg;
  return link;
}

}  // namespace ohmimo
