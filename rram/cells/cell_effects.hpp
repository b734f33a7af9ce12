// What happens to cells besides the error of writing them: time, faults and reading. Each effect has a switch and a
// stream of its own: switching one changes no draw of another.
#pragma once
#include <optional>

#include "rram/cells/device.hpp"

namespace ohmimo::rram {

// All off by default; heeded on the device rung only.
struct CellEffects {
  double age_s = 0.0;         // since programming, >= 1: relaxation and drift; 0 = as programmed
  bool read_noise = false;    // conductances move with every reading
  double stuck_min = 0.0;     // share of cells stuck at the low end of the range, whatever is written
  double stuck_max = 0.0;     // and at the high end
  bool zero_off = false;      // level 0 is a cell switched off by its transistor: exactly 0 S
  bool write_verify = false;  // cells are written by the simulated loop, not drawn from their law

  bool change_cells() const { return age_s > 0.0 || stuck_min + stuck_max > 0.0 || zero_off; }
};

// Throws std::invalid_argument naming field, rule and value; also where the device has no law for an effect asked for.
void validate(const CellEffects& effects, const DeviceModel& device);

// Takes the next 16 words of a stream as the name of a family of streams. Give it a copy to leave the stream alone.
FrameId draw_name(RngStream& stream);

// Carries written cells through time and faults.
class CellAging {
 public:
  // Streams are named after `stream`, which is not advanced.
  CellAging(const DeviceModel& device, const CellEffects& effects, const RngStream& stream);

  // Conductance of a cell of level k that was programmed to g_S. Takes one normal draw from one stream if age_s > 0,
  // and one uniform draw from another if cells may stick. Off wins over stuck, stuck over relaxed. Another age scales
  // the same draws with another sigma: a device wanders along one path.
  double conductance_S(std::size_t k, double g_S);

 private:
  const DeviceModel& device_;
  CellEffects effects_;
  std::optional<RngStream> relaxation_, stuck_;
};

// Reads cells: one normal draw each, from the reading's own stream.
struct CellReader {
  const DeviceModel& device;
  double age_s = 0.0;
  RngStream& stream;

  double conductance_S(double g_S);

  // The same for a cell value in units of conductance (CellWriter).
  double cell(double value);
};

}  // namespace ohmimo::rram
