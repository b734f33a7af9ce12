#include "apps/fronthaul/packet_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ohmimo::fronthaul {

std::vector<PrbRange> packet_plan(const LinkFormat& format, int mtu, IpVersion version) {
  const int ip_udp = version == IpVersion::v4 ? 28 : 48;
  const int headers = ip_udp + static_cast<int>(packet_header_bytes(format));
  const int of_block = static_cast<int>(prb_bytes(format.iq));
  int fit = (std::min(mtu, 65535) - headers) / of_block;
  if (mtu < headers + of_block)
    throw std::invalid_argument(
        fmt::format("mtu must be at least {} for one resource block, got {}", headers + of_block, mtu));
  if (fit < format.n_prb) fit = std::min(fit, 255);
  std::vector<PrbRange> plan;
  for (int first = 0; first < format.n_prb; first += fit) plan.push_back({first, std::min(fit, format.n_prb - first)});
  return plan;
}

}  // namespace ohmimo::fronthaul
