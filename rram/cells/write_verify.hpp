// Writing one cell as the chip does it (ASAP write-verify of Zuo et al. 2025, Methods; Sun et al., IRPS 2024): a strong
// reset, one coarse SET pulse, then fine SET and RESET pulses until the conductance reads inside the window of the
// level. The fine step grows when the last pulse moved too little and shrinks when it moved too much. LevelLaw draws
// the outcome of this loop at once.
#pragma once
#include <cstdint>

#include "rram/cells/device.hpp"

namespace ohmimo::rram {

struct WriteCount {
  std::uint64_t cells = 0;
  std::uint64_t set_pulses = 0;
  std::uint64_t reset_pulses = 0;
  std::uint64_t verifies = 0;
  std::uint64_t failed = 0;  // cells given up outside their window
  double time_s = 0.0;       // pulses and verifies one after another
  double energy_J = 0.0;     // V^2 G t in the cells; drivers and the select transistor are not counted
  WriteCount& operator+=(const WriteCount& other);
};

// Conductance reached for level k, whose window is from the first to the last quantile of its law. Forming, done once
// in the life of a cell, is not counted. The device must have write pulses.
double write_verify(const DeviceModel& device, std::size_t k, RngStream& stream, WriteCount& count);

}  // namespace ohmimo::rram
