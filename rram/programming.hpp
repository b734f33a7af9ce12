// Writing cells: the nearest of the eight levels and the error the device makes there.
#pragma once
#include <cstdint>

#include "phy/rng.hpp"
#include "rram/device.hpp"

namespace ohmimo::rram {

// Conductances are in units of n_level steps (40 uS for TaOx), so that a cell value lies in [0, 1).
struct CellWriter {
  bool quantise = false;                // round to a level (the paper's printed arrays are rounded, not truncated)
  const DeviceModel* device = nullptr;  // nullptr: no programming error, and no draw is taken
  RngStream& stream;
  std::uint64_t written = 0;
  std::uint64_t clipped = 0;  // wanted values beyond half a step outside level 0..7

  // The conductance reached for the wanted cell value. Without quantise the value itself plus the error of its nearest
  // level.
  double write(double wanted);
};

}  // namespace ohmimo::rram
