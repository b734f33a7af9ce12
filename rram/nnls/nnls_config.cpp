#include "rram/nnls/nnls_config.hpp"

#include "rram/numbers/require.hpp"

namespace ohmimo::rram {

AnalogueModel regression_model() {
  AnalogueModel model;
  model.circuit.g_source_S = 35e-6;
  return model;
}

void validate(const NnlsConfig& config) {
  require_in(converter_bits_range, "dac bits", config.dac_bits);
  require_in(converter_bits_range, "adc bits", config.adc_bits);
  require(config.cycles >= 1 && config.cycles <= 1000, "cycles must be 1 to 1000", config.cycles);
  require(config.output_V > 0.0 && std::isfinite(config.output_V), "output must be > 0 V and finite", config.output_V);
  require(config.diode_drop_V >= 0.0 && std::isfinite(config.diode_drop_V), "diode drop must be >= 0 V and finite",
          config.diode_drop_V);
  require(config.device.step_S > 0.0, "device step must be > 0 S", config.device.step_S);
  const int levels = static_cast<int>(config.device.level.size());
  require(level_counts.holds(levels), "device must have 2 to 256 levels", levels);
  validate(config.analogue);
  require(config.analogue.circuit.c_row_F == 0.0, "row capacitance must be 0 F in an NNLS circuit",
          config.analogue.circuit.c_row_F);
  require(config.analogue.circuit.r_out_ohm == 0.0, "output resistance must be 0 ohm in an NNLS circuit",
          config.analogue.circuit.r_out_ohm);
  if (config.fidelity.device) validate(config.cells, config.device);
  if (config.cells.read_noise)
    throw std::invalid_argument("read noise must be off in an NNLS circuit, where it is not simulated, got on");
}

bool solves_least_squares(const NnlsConfig& config) {
  return config.circuit == RegressionKind::two_banks ||
         (config.compensated && config.rectifier == Rectifier::precision);
}

std::string_view solved_problem(const NnlsConfig& config) {
  if (solves_least_squares(config)) return "non-negative least squares";
  if (config.rectifier == Rectifier::precision)
    return "another problem: rows are weighted by one over the sum of their conductances";
  if (config.compensated)
    return "another problem: an output at 0 leaves virtual ground and sends current into the rows";
  return "another problem: rows are weighted by one over the sum of their conductances, and an output at 0 sends "
         "current "
         "into them";
}

}  // namespace ohmimo::rram
