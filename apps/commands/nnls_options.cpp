#include "apps/commands/nnls_options.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ohmimo {

std::vector<Option> circuit_options(nnls::CircuitWords& words) {
  return {{"--circuit", &words.circuit, "two-banks|compact",
           "op-amps at rows and columns, or at the columns alone, both copies on the same rows"},
          {"--rectifier", &words.rectifier, "precision|clamp|diode",
           "what keeps outputs >= 0; of the compact circuit only precision solves the problem asked for"},
          {"--uncompensated", &words.uncompensated, "",
           "of compact: no resistors that make the rows equal; rows are then weighted"},
          {"--diode-drop-v", &words.diode_drop_V, "V", "of rectifier diode"}};
}

bool is_nnls_field(const Field& field) {
  constexpr std::array<std::string_view, 4> others = {"read-noise", "rows-per-read", "hp-adc-bits", "c-row-f"};
  if (std::ranges::find(others, field.name) != others.end()) return false;
  return field.section == "hardware" || field.name == "fidelity" || field.name == "seed";
}

void set_nnls_defaults(Config& config) {
  config.solver.stages = 0;
  config.hardware.dac_bits = config.hardware.adc_bits = 8;
}

Config nnls_run_config(const BerFlags& flags, const ConfigFile& file, const std::string& out) {
  Config config = merged_config(flags, file);
  config.output.out = out;
  config.solver.stages = 0;
  try {
    check(config);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(with_places(error.what(), flags, file));
  }
  return with_automatic_values(config);
}

}  // namespace ohmimo
