// CDL-A to CDL-E as models of the uplink of several users to one array.
#pragma once
#include "channel/antenna_array.hpp"
#include "channel/channel_model.hpp"
#include "channel/tr38901/cdl_table.hpp"

namespace ohmimo {

// name: cdl-a to cdl-e. Throws std::invalid_argument for wrong words of the scene.
FadingLaw clustered_delay_line(std::string_view name, const Scene& scene);

// The model of a table that stands already, as checks need it.
std::unique_ptr<PathModel> cdl_model(const CdlTable& table, const ChannelShape& shape, const Scene& scene);

// E|h|^2 of a user, averaged over antennas, couplings of rays and places in the sector: 1 for isotropic vertical
// antennas.
double cdl_mean_gain(const CdlTable& table, const AntennaArray& array, const Scene& scene);

}  // namespace ohmimo
