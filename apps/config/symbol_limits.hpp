// What a channel per resource element leaves out: paths longer than the cyclic prefix, and change within a symbol.
#pragma once
#include "channel/uplink.hpp"

namespace ohmimo {

struct SymbolLimits {
  double longest_s = 0.0;         // delay of the last path with power
  double prefix_s = 0.0;          // the shortest cyclic prefix of the slot
  double beyond_prefix = 0.0;     // share of the power that arrives after the prefix, of the user with the most
  double between_carriers = 0.0;  // power of interference between subcarriers over that of the signal, likewise

  // More than 30 dB below the signal nobody notices.
  bool matters() const { return beyond_prefix + between_carriers > 1e-3; }
};

// By the delays, powers and Doppler shifts of one slot of the channel. A spectrum of Jakes with largest shift f makes
// interference between subcarriers of (pi f T)^2 / 6 of the signal, T the useful symbol, for small f T (Li and Cimini,
// IEEE Trans. Commun. 49, 2001); 1 at most. uplink.slot must be set.
SymbolLimits symbol_limits(const UplinkConfig& uplink);

}  // namespace ohmimo
