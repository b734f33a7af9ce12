// [hardware]: the simulated devices, converters and circuits. What a rung of the fidelity ladder does not simulate is
// not heeded there; check() lets it pass, the command line refuses it (apps/commands/option_use.hpp). Defaults are
// those of rram, where nothing else is said.
#pragma once
#include <string>

#include "apps/config/solver_section.hpp"

namespace ohmimo {

struct HardwareSection {
  std::string device{rram::default_device_name};  // a table of data/devices
  int levels = 0;                                 // of a cell; 0 = those of the device table
  double program_sigma_uS = 0.0;  // programming error, the same at every level; 0 = the device's own law
  double age_s = usual_solver().cells.age_s;
  double stuck_min = usual_solver().cells.stuck_min;
  double stuck_max = usual_solver().cells.stuck_max;
  bool zero_off = usual_solver().cells.zero_off;
  bool read_noise = usual_solver().cells.read_noise;
  int rows_per_read = usual_solver().hp_array.rows_per_read;  // of hp_path analogue
  int hp_adc_bits = usual_solver().hp_array.adc_bits;         // of hp_path analogue
  int dac_bits = usual_solver().dac_bits;
  int adc_bits = usual_solver().adc_bits;
  double opamp_gain = usual_solver().analogue.circuit.amplifier.gain;  // at DC
  double gbwp_hz = usual_solver().analogue.circuit.amplifier.gbwp_hz;
  double offset_V = usual_solver().analogue.circuit.amplifier.offset_sigma_V;
  double clamp_V = usual_solver().analogue.circuit.clamp_V;
  double wire_ohm = usual_solver().analogue.circuit.wire.r_row_ohm;  // of rows and columns alike
  double c_row_F = usual_solver().analogue.circuit.c_row_F;
  double read_time_s = usual_solver().analogue.inverse_read_s;  // of INV; MVM is read at half of it

  bool operator==(const HardwareSection&) const = default;
};

}  // namespace ohmimo
