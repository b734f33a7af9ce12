#include "rram/solver_config.hpp"

#include <cmath>
#include <stdexcept>

#include "rram/numbers/require.hpp"

namespace ohmimo::rram {

void validate(const SolverConfig& config) {
  require(config.slice_bits >= 1 && config.slice_bits <= 8, "slice bits must be 1 to 8", config.slice_bits);
  require(word_bits_range.holds(config.word_bits) && config.word_bits % config.slice_bits == 0,
          "word bits must be 6 to 24 and a multiple of the slice bits", config.word_bits);
  require(config.stages >= 0 && config.stages <= 16, "stages must be 0 to 16", config.stages);
  require(converter_bits_range.holds(config.dac_bits), "dac bits must be 2 to 16", config.dac_bits);
  require(converter_bits_range.holds(config.adc_bits), "adc bits must be 2 to 16", config.adc_bits);
  require(config.cycles >= 1 && config.cycles <= 10000, "cycles must be 1 to 10000", config.cycles);
  require(config.tolerance >= 0.0 && config.tolerance < 1.0, "tolerance must be >= 0 and < 1", config.tolerance);
  require(std::isfinite(config.mapping.m), "mapping m must be finite", config.mapping.m);
  require(std::isfinite(config.mapping.n), "mapping n must be finite", config.mapping.n);
  const MappingConfig& mapping = config.mapping;
  if (mapping.kind == MappingKind::fixed && !mapping.scale)
    require(mapping.n - mapping.m + 0.5 > 0.0, "mapping n - m + 0.5 must be > 0 unless a scale is given",
            mapping.n - mapping.m + 0.5);
  if (mapping.scale)
    require(*mapping.scale > 0.0 && std::isfinite(*mapping.scale), "mapping scale must be > 0", *mapping.scale);
  if (config.fidelity.device || config.fidelity.analogue())
    require(config.device.step_S > 0.0, "device step must be > 0 S", config.device.step_S);
  const int levels = static_cast<int>(config.device.level.size());
  require(level_counts.holds(levels), "device must have 2 to 256 levels", levels);
  if (config.fidelity.device) validate(config.cells, config.device);
  if (config.fidelity.analogue()) validate(config.analogue);
  if (config.hp_path != HpPath::analogue) return;
  validate(config.hp_array);
  if (!config.fidelity.quantise)
    throw std::invalid_argument("fidelity must be quantised or above for the analogue HP path, got exact");
  if (config.fidelity.device)
    require(levels >= std::ldexp(1.0, config.slice_bits),
            "device levels must be >= 2^slice bits in the analogue HP path", levels);
}

Fidelity fidelity_from_name(std::string_view name) {
  return value_of_word("fidelity", fidelity_words, name);
}

RefinementKind refinement_from_name(std::string_view name) {
  return value_of_word("refinement", refinement_words, name);
}

std::string_view refinement_name(RefinementKind kind) {
  return word_of_value(refinement_words, kind);
}

int automatic_stages(int n_row) {
  int stages = 0;
  for (int rows = n_row; rows > 4; rows = (rows + 1) / 2) ++stages;
  return stages;
}

int most_stages(int n_row) {
  int stages = 0;
  while ((2 << stages) <= n_row) ++stages;
  return stages;
}

}  // namespace ohmimo::rram
