#include "apps/commands/option_use.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "apps/config/sections.hpp"
#include "channel/registry.hpp"
#include "detector/registry.hpp"
#include "rram/solver.hpp"

namespace ohmimo {
namespace {

struct Need {
  std::vector<std::string_view> fields;
  std::function<bool(const Config&)> met;
  std::string what;
};

rram::Fidelity rungs(const Config& config) {
  return rram::fidelity_from_name(config.solver.fidelity);
}

std::vector<std::string_view> fields_of_analogue_detectors() {
  std::vector<std::string_view> names;
  for (const Field& field : config_fields())
    if (field.section == "solver" || field.section == "hardware") names.push_back(field.name);
  return names;
}

std::vector<Need> needs_of_channel() {
  std::vector<Need> table = {
      {{"scs-khz", "prb", "symbols", "granularity"},
       needs_slot,
       "a channel over frequency and time (tdl, cdl, umi, ...) or csi from pilots"},
      {{"mcs", "mcs-table", "code-rate", "iterations", "soft-bits", "code-channels", "harq", "error-scale"},
       is_coded,
       "code nr-ldpc"},
      {{"mcs-table"}, [](const Config& c) { return c.code.mcs >= 0; }, "mcs"},
      {{"error-scale"},
       [](const Config& c) { return std::ranges::any_of(c.detector.names, is_analogue); },
       fmt::format("detector {}", fmt::join(analogue_names(), " or "))},
      {{"headroom-db"}, [](const Config& c) { return c.slot.fronthaul != "none"; }, "fronthaul words"},
      {{"pilots", "dmrs-type", "dmrs-symbols", "dmrs-additional", "noise-var"},
       [](const Config& c) { return csi_spec(c.csi.model).uses_pilots(); },
       "csi ls, lmmse or lmmse-robust"}};
  for (const Field& field : scene_fields())
    table.push_back({{field_named(field.name)->name},
                     [name = field.name](const Config& c) { return channel_uses(c.channel.model, name); },
                     "a channel that heeds it"});
  return table;
}

// Every field of the solver comes first: without a solver nothing else matters.
std::vector<Need> needs_of_solver() {
  return {
      {fields_of_analogue_detectors(),
       [](const Config& c) { return std::ranges::any_of(c.detector.names, is_analogue); },
       fmt::format("detector {}", fmt::join(analogue_names(), " or "))},
      {{"schur", "block-product"},
       [](const Config& c) { return with_automatic_values(c).solver.stages > 0; },
       "stages > 0"},
      {{"word-bits", "mapping", "block-product", "hp-path"},
       [](const Config& c) { return rungs(c).quantise; },
       "fidelity quantised or above"},
      {{"rows-per-read", "hp-adc-bits"},
       [](const Config& c) { return c.solver.hp_path == "analogue" && rungs(c).quantise; },
       "hp-path analogue and fidelity quantised or above"},
      {{"device", "levels", "program-sigma-us", "age-s", "stuck-min", "stuck-max", "zero-off", "read-noise"},
       [](const Config& c) { return rungs(c).device; },
       "fidelity device or above"},
      {{"dac-bits", "adc-bits"}, [](const Config& c) { return rungs(c).converter; }, "fidelity converter or above"},
      {{"opamp-gain", "gbwp-hz", "offset-v", "clamp-v", "c-row-f"},
       [](const Config& c) { return rungs(c).circuit; },
       "fidelity circuit or above"},
      {{"wire-ohm"}, [](const Config& c) { return rungs(c).wires; }, "fidelity wires or above"},
      {{"read-time-s"}, [](const Config& c) { return rungs(c).transient; }, "fidelity transient"},
  };
}

const std::vector<Need>& needs() {
  static const std::vector<Need> table = [] {
    std::vector<Need> all = needs_of_solver();
    std::ranges::move(needs_of_channel(), std::back_inserter(all));
    return all;
  }();
  return table;
}

std::string found(std::string_view what, const Config& config) {
  if (what.starts_with("detector")) return fmt::format("detector {}", fmt::join(config.detector.names, ","));
  if (what.starts_with("stages")) return "no stages";
  if (what.starts_with("a channel")) return "channel " + config.channel.model;
  if (what.starts_with("fronthaul")) return "fronthaul " + config.slot.fronthaul;
  if (what.starts_with("code")) return "code " + config.code.code;
  if (what == "mcs") return fmt::format("code-rate {}", config.code.code_rate);
  if (what.starts_with("csi")) return "csi " + config.csi.model;
  return fmt::format("{}fidelity {}",
                     what.starts_with("hp-path") ? fmt::format("hp-path {} and ", config.solver.hp_path) : "",
                     config.solver.fidelity);
}

}  // namespace

void refuse_without_effect(const FieldTexts& given, std::span<const Config> configs) {
  for (const Need& need : needs())
    for (const std::string_view field : need.fields)
      if (given.contains(field) && std::ranges::none_of(configs, need.met))
        throw std::invalid_argument(
            fmt::format("{} needs {} to have an effect, got {}", field, need.what, found(need.what, configs.front())));
}

void refuse_lists(const FieldTexts& given, std::string_view command) {
  for (const auto& [field, rule] : {std::pair{"detector", "one name"}, {"cycles", "one number"}})
    if (const auto text = given.find(field); text != given.end() && text->second.find(',') != std::string::npos)
      throw std::invalid_argument(fmt::format("{} must be {} for {}, got {}", field, rule, command, text->second));
}

}  // namespace ohmimo
