// [slot]: the resource grid of a frame, where the channel varies over frequency and time or is estimated from pilots.
#pragma once
#include <string>

#include "phy/grid/slot_grid.hpp"

namespace ohmimo {

struct SlotSection {
  SlotGrid grid;
  std::string granularity = "re";  // one channel per resource element, subcarrier or PRB

  bool operator==(const SlotSection&) const = default;
};

}  // namespace ohmimo
