// Zenith spread of departure and the offset of its cluster angles: Tables 7.5-7, 7.5-8 and 7.5-10.
#pragma once
#include "channel/tr38901/scenario.hpp"

namespace ohmimo {

// The frequency that Table 7.5-6 and those after it are read at [GHz]: the carrier, or the lowest of the scenario.
double table_ghz(const Scenario& scenario, double carrier_hz);

// Of log10 of the spread in degrees.
double zsd_mean(const Scenario& scenario, bool line_of_sight, double distance_m, double carrier_hz);
double zsd_deviation(const Scenario& scenario, bool line_of_sight, double carrier_hz);

double zod_offset_deg(const Scenario& scenario, bool line_of_sight, double distance_m, double carrier_hz);

}  // namespace ohmimo
