// How a symbol of an antenna is split into packets.
#pragma once
#include <vector>

#include "apps/fronthaul/uplane.hpp"

namespace ohmimo::fronthaul {

enum class IpVersion { v4, v6 };

// Ranges of resource blocks, as many in each packet as fit an IP packet of mtu bytes and 255: more than 255 only as the
// whole carrier, which numPrbu = 0 stands for. Throws std::invalid_argument if not even one block fits.
std::vector<PrbRange> packet_plan(const LinkFormat& format, int mtu, IpVersion version);

}  // namespace ohmimo::fronthaul
