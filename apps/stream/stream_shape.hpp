// What both ends of a stream agree on before the first packet.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "apps/fronthaul/ecpri.hpp"
#include "apps/fronthaul/packet_plan.hpp"
#include "apps/fronthaul/uplane.hpp"

namespace ohmimo::stream {

struct StreamShape {
  fronthaul::LinkFormat format;  // of packets; n_prb is the carrier
  int n_rx = 0;                  // antenna m has the eAxC first_eaxc + m
  int n_symbol = 14;
  std::uint16_t first_eaxc = 0;
  std::vector<fronthaul::PrbRange> plan;  // how the sender splits a symbol of an antenna into packets

  std::size_t n_subcarrier() const { return 12 * static_cast<std::size_t>(format.n_prb); }
  std::uint64_t packets_per_antenna() const { return static_cast<std::uint64_t>(n_symbol) * plan.size(); }  // a slot
};

// Time on air of a slot [s].
constexpr double slot_seconds(int scs_khz) {
  return 1e-3 / fronthaul::slots_per_subframe(scs_khz);
}

}  // namespace ohmimo::stream
