// The rays of a clustered delay line for one user in the uplink: clause 7.7.1 with steps 8 to 11 of clause 7.5. Tables
// are written for the downlink: departure is the base station, which receives here, and arrival the terminal, which
// moves.
#pragma once
#include <span>
#include <vector>

#include "channel/tr38901/cdl_table.hpp"
#include "channel/tr38901/ray_sum.hpp"
#include "channel/tr38901/user_motion.hpp"
#include "phy/rng.hpp"

namespace ohmimo {

struct CdlUser {
  double rotation_rad = 0.0;  // turns all azimuths at the base station
  Motion motion;
};

// rays[n]: the paths in the order of the table, n_ray rays each, one for a line of sight. power: of the rows, sum 1.
// Memory is kept.
void draw_cdl_rays(const CdlTable& table, std::span<const double> power, const CdlUser& user, RngStream& stream,
                   RayPaths& rays);

}  // namespace ohmimo
