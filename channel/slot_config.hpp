// A frame that is one NR slot.
#pragma once
#include <cstdint>

#include "phy/enum_words.hpp"
#include "phy/estimation/pilot_config.hpp"
#include "phy/grid/slot_grid.hpp"

namespace ohmimo {

// What one channel of a slot serves. resource_element is exact; the others take the channel as constant over a
// subcarrier's data symbols (that of the middle one) or over a resource block too (that of its subcarrier 6), which is
// faster and hides ageing and frequency selectivity within.
enum class Granularity { resource_element, subcarrier, resource_block };
inline constexpr EnumWord<Granularity> granularity_words[] = {{"re", Granularity::resource_element},
                                                              {"subcarrier", Granularity::subcarrier},
                                                              {"prb", Granularity::resource_block}};

struct SlotConfig {
  SlotGrid grid;
  Granularity granularity = Granularity::resource_element;
  PilotConfig pilots;
  double robust_doppler_hz = 0.0;  // largest Doppler shift that lmmse-robust expects
  bool whole_blocks = false;       // pieces begin and end between resource blocks, which fronthauls compress one by one
  std::uint32_t payload_period = 0;  // frame k carries the bits of frame k mod payload_period; 0 = bits of its own
};

}  // namespace ohmimo
