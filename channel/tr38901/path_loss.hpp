// Path loss and the probability of a line of sight: Tables 7.4.1-1 and 7.4.2-1, without penetration of buildings.
#pragma once
#include "channel/tr38901/scenario.hpp"

namespace ohmimo {

// distance_m in the plane. Basic formulas, not the optional ones.
double path_loss_db(const Scenario& scenario, bool line_of_sight, double distance_m, double carrier_hz);
double line_of_sight_probability(const Scenario& scenario, double distance_m);

double distance_3d_m(const Scenario& scenario, double distance_m);

}  // namespace ohmimo
