// CDL-A to CDL-E as models of the uplink of several users to one array.
#pragma once
#include "channel/antenna_array.hpp"
#include "channel/channel_model.hpp"
#include "channel/scene.hpp"
#include "channel/tr38901/cdl_table.hpp"

namespace ohmimo {

// text: cdl-a to cdl-e, or with wanted angle spreads cdl-c:ASD=10,ZSA=5. Throws std::invalid_argument for wrong spreads
// and for wrong words of the scene.
FadingLaw clustered_delay_line(std::string_view text, const Scene& scene);

// The model of a table that stands already, as checks need it.
std::unique_ptr<PathModel> cdl_model(const CdlTable& table, const ChannelShape& shape, const Scene& scene);

// E|h|^2 of a user, averaged over antennas, couplings of rays and places in the sector: 1 for isotropic vertical
// antennas.
double cdl_mean_gain(const CdlTable& table, const AntennaArray& array, const Scene& scene);

}  // namespace ohmimo
