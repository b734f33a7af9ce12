// [slot]: the resource grid of a frame, where the channel varies over frequency and time or is estimated from pilots.
#pragma once
#include <string>

#include "phy/estimation/pilots.hpp"
#include "phy/grid/slot_grid.hpp"

namespace ohmimo {

struct SlotSection {
  SlotGrid grid;
  std::string granularity = "re";  // channel/slot_config.hpp
  std::string fronthaul = "none";  // words that samples come in, apps/fronthaul/iq_format.hpp
  double headroom_db = 18.0;       // of these words, apps/link/sample_words.hpp

  bool operator==(const SlotSection&) const = default;
};

// Whether frames are slots: the channel varies over frequency and time, is estimated from pilots, or samples come over
// a fronthaul.
struct Config;
bool needs_slot(const Config& config);

// The pilots of [csi].
PilotConfig pilot_config(const Config& config);

}  // namespace ohmimo
