// Whether pilots stand close enough together for the channel that they sample.
#pragma once
#include "channel/uplink.hpp"
#include "phy/estimation/pilots.hpp"

namespace ohmimo {

struct PilotSpacing {
  double spacing_hz = 0.0;             // of the estimates of a user
  double farthest_s = 0.0;             // of a data symbol from its nearest pilot position
  double frequency_correlation = 1.0;  // |E[h(f) h(f + spacing)*]| over E|h|^2, of the user with the lowest
  double time_correlation = 1.0;       // J0(2 pi f farthest) at the largest Doppler shift f of a user

  // A correlation below 0.5 is too sparse; `compare` ends coherence there too.
  bool too_sparse_over_frequency() const { return frequency_correlation < 0.5; }
  bool too_sparse_over_time() const { return time_correlation < 0.5; }
};

// By the delays, powers and Doppler shifts of one slot of the channel. uplink.slot must be set.
PilotSpacing pilot_spacing(const UplinkConfig& uplink, const PilotGrid& pilots);

}  // namespace ohmimo
