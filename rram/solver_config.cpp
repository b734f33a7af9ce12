#include "rram/solver_config.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "rram/numbers/require.hpp"

namespace ohmimo::rram {

void validate(const SolverConfig& config) {
  require(config.slice_bits >= 1 && config.slice_bits <= 8, "slice bits must be 1 to 8", config.slice_bits);
  require(config.word_bits >= 6 && config.word_bits <= 24 && config.word_bits % config.slice_bits == 0,
          "word bits must be 6 to 24 and a multiple of the slice bits", config.word_bits);
  require(config.stages >= 0 && config.stages <= 16, "stages must be 0 to 16", config.stages);
  require(config.dac_bits >= 2 && config.dac_bits <= 16, "dac bits must be 2 to 16", config.dac_bits);
  require(config.adc_bits >= 2 && config.adc_bits <= 16, "adc bits must be 2 to 16", config.adc_bits);
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
  const auto levels = static_cast<double>(config.device.level.size());
  require(levels >= 2.0 && levels <= 256.0, "device must have 2 to 256 levels", levels);
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
  if (name == "exact") return {};
  if (name == "quantised") return {.quantise = true};
  if (name == "device") return {.quantise = true, .device = true};
  Fidelity fidelity{.quantise = true, .device = true, .converter = true};
  if (name == "converter") return fidelity;
  fidelity.circuit = true;
  if (name == "circuit") return fidelity;
  fidelity.wires = true;
  if (name == "wires") return fidelity;
  fidelity.transient = true;
  if (name == "transient") return fidelity;
  throw std::invalid_argument(
      fmt::format("fidelity must be exact, quantised, device, converter, circuit, wires or transient, got '{}'", name));
}

RefinementKind refinement_from_name(std::string_view name) {
  for (const RefinementKind kind :
       {RefinementKind::stationary, RefinementKind::chebyshev, RefinementKind::fcg, RefinementKind::automatic})
    if (name == refinement_name(kind)) return kind;
  throw std::invalid_argument(fmt::format("refinement must be stationary, chebyshev, fcg or auto, got '{}'", name));
}

std::string_view refinement_name(RefinementKind kind) {
  switch (kind) {
    case RefinementKind::stationary:
      return "stationary";
    case RefinementKind::chebyshev:
      return "chebyshev";
    case RefinementKind::fcg:
      return "fcg";
    case RefinementKind::automatic:
      return "auto";
  }
  return "?";
}

}  // namespace ohmimo::rram
