// [slot]: the resource grid of a frame, where the channel varies over frequency and time or is estimated from pilots.
#pragma once
#include <string>

#include "phy/grid/slot_grid.hpp"

namespace ohmimo {

struct SlotSection {
  SlotGrid grid;
  std::string granularity = "re";  // channel/slot_config.hpp

  bool operator==(const SlotSection&) const = default;
};

// Whether frames are slots: the channel varies over frequency and time, or is estimated from pilots.
struct Config;
bool needs_slot(const Config& config);

}  // namespace ohmimo
