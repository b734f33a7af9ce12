#include "apps/commands/link_flags.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "apps/config/config_file.hpp"
#include "apps/config/config_values.hpp"
#include "detector/registry.hpp"

namespace ohmimo {

Option field_option(const Field& field, FieldTexts& values, const Config& defaults) {
  std::string shown = toml_value(defaults, field);
  std::erase_if(shown, [](char c) { return c == '"' || c == '[' || c == ']' || c == ' '; });
  return {"--" + field.name,
          FieldTarget{&values, is_switch(field)},
          field.form,
          field.help,
          shown,
          fmt::format("[{}]", field.section)};
}

std::vector<Option> ber_options(BerFlags& flags) {
  Config defaults;
  defaults.output.out = flags.default_out;
  std::vector<Option> options;
  for (const Field& field : config_fields())
    if (std::ranges::find(flags.unused, field.name) == flags.unused.end())
      options.push_back(field_option(field, flags.values, defaults));
  options.push_back(
      {"--config", &flags.config, "FILE|NAME",
       fmt::format("TOML file with the same names as keys, or a built-in experiment: {}; flags override it",
                   fmt::join(experiment_names(), ", "))});
  options.push_back({"--show-config", &flags.show_config, "", "print the resolved configuration as TOML and stop"});
  return options;
}

void name_analogue_detector(std::vector<Option>& options) {
  Option& detector = option_named(options, "--detector");
  detector.form = fmt::format("{}", fmt::join(analogue_names(), "|"));
  detector.help = "held against its digital counterpart";
  detector.shown = "rram-zf";
}

Config resolve(const BerFlags& flags) {
  Config config = flags.config ? load_config(*flags.config) : Config{};
  if (config.output.out == Config{}.output.out) config.output.out = flags.default_out;
  for (const Field& field : config_fields())
    if (const auto given = flags.values.find(field.name); given != flags.values.end())
      set_from_text(config, field, given->second);
  check(config);
  return with_automatic_values(config);
}

int print_config(const Config& config) {
  fmt::print("{}", to_toml(config));
  return 0;
}

}  // namespace ohmimo
