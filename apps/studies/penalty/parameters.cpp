#include "apps/studies/penalty/parameters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "apps/config/config_fields.hpp"
#include "apps/config/config_values.hpp"
#include "apps/text/text.hpp"
#include "rram/cells/device_error.hpp"

namespace ohmimo::penalty {
namespace {

std::string higher_rung(const std::string& fidelity, std::string_view rung) {
  const std::vector<std::string> ladder = listed_words(*field_named("fidelity"));
  return std::ranges::find(ladder, fidelity) < std::ranges::find(ladder, rung) ? std::string(rung) : fidelity;
}

// Sigma that takes the place of measured level laws when other levels are asked for; 0 where there is no need.
double sigma_uS_for_levels(const Config& config) {
  const rram::DeviceModel device = rram::load_device("devices/" + config.hardware.device + ".toml");
  if (config.hardware.program_sigma_uS > 0.0 || device.law == rram::LawKind::gaussian) return 0.0;
  return 1e6 * rram::programming_error_S(device);
}

}  // namespace

std::span<const SweepParameter> sweep_parameters() {
  static const std::vector<SweepParameter> parameters = {
      {"levels", "", "device", false, {"32", "16", "8", "6", "4", "3"}},
      {"program-sigma-us", "uS", "device", true, {"0.1", "0.6", "1.5", "3", "5", "8"}},
      {"wire-ohm", "ohm", "wires", true, {"0", "1.73", "10", "50", "100", "200"}},
      {"opamp-gain", "", "circuit", false, {"10000", "1000", "200", "100", "50", "20"}},
      {"gbwp-hz", "Hz", "transient", false, {"500e6", "100e6", "50e6", "20e6", "10e6", "5e6"}},
      {"adc-bits", "bit", "converter", false, {"8", "6", "5", "4", "3", "2"}},
      {"dac-bits", "bit", "converter", false, {"8", "6", "5", "4", "3", "2"}},
      {"cycles", "", "converter", false, {"6", "5", "4", "3", "2", "1"}},
  };
  return parameters;
}

const SweepParameter& sweep_parameter(std::string_view name) {
  std::vector<std::string> names;
  for (const SweepParameter& parameter : sweep_parameters()) {
    if (parameter.name == name) return parameter;
    names.push_back(parameter.name);
  }
  throw std::invalid_argument(fmt::format("a parameter to map must be one of {}, got {}{}", fmt::join(names, ", "),
                                          in_quotes(name), suggestion(name, names)));
}

SweepParameter with_values(const SweepParameter& parameter, const std::vector<std::string>& values) {
  const auto number = [&](const std::string& text) { return number_from_text("values of " + parameter.name, text); };
  SweepParameter other = parameter;
  other.values = values;
  std::ranges::sort(other.values, [&](const std::string& a, const std::string& b) {
    return parameter.more_is_harsher ? number(a) < number(b) : number(a) > number(b);
  });
  const auto twice = std::ranges::adjacent_find(
      other.values, [&](const std::string& a, const std::string& b) { return number(a) == number(b); });
  if (twice != other.values.end())
    throw std::invalid_argument(fmt::format("values of {} must be named once each, got {}", parameter.name, *twice));
  if (values.size() == 1) number(values.front());
  return other;
}

Config with_parameter(const Config& config, const SweepParameter& parameter, const std::string& value) {
  Config changed = config;
  changed.solver.fidelity = higher_rung(config.solver.fidelity, parameter.rung);
  if (parameter.name == "levels")
    if (const double sigma_uS = sigma_uS_for_levels(config); sigma_uS > 0.0)
      changed.hardware.program_sigma_uS = sigma_uS;
  set_from_text(changed, *field_named(parameter.name), value);
  return changed;
}

std::string side_effects(const Config& config, const SweepParameter& parameter) {
  std::vector<std::string> words;
  const std::string fidelity = higher_rung(config.solver.fidelity, parameter.rung);
  if (fidelity != config.solver.fidelity) words.push_back("fidelity " + fidelity);
  if (parameter.name == "levels")
    if (const double sigma_uS = sigma_uS_for_levels(config); sigma_uS > 0.0)
      words.push_back(
          fmt::format("program-sigma-us {:.3g} in place of the measured law of {}", sigma_uS, config.hardware.device));
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace ohmimo::penalty
