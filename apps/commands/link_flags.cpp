#include "apps/commands/link_flags.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "apps/config/config_values.hpp"
#include "apps/config/rules.hpp"
#include "apps/text/text.hpp"
#include "detector/registry.hpp"

namespace ohmimo {
namespace {

bool is_word_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

bool holds_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word_letter(text[at - 1])) && (end == text.size() || !is_word_letter(text[end]))) return true;
  }
  return false;
}

}  // namespace

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

std::vector<Option> config_options(BerFlags& flags) {
  return {
      {"--config", &flags.config, "FILE|NAME",
       fmt::format("TOML file with the same names as keys, as the one beside the results, or a built-in experiment: "
                   "{}; flags override it",
                   fmt::join(experiment_names(), ", "))},
      {"--show-config", &flags.show_config, "", "print the configuration as TOML and stop"}};
}

std::vector<std::string_view> fields_of_whole_slots() {
  return {"fronthaul", "headroom-db"};
}

std::vector<Option> ber_options(BerFlags& flags) {
  Config defaults;
  defaults.output.out = flags.default_out;
  if (flags.adapt != nullptr) flags.adapt(defaults);
  std::vector<Option> options;
  for (const Field& field : config_fields())
    if (std::ranges::find(flags.unused, field.name) == flags.unused.end())
      options.push_back(field_option(field, flags.values, defaults));
  for (const std::vector<Option>& more : {config_options(flags), output_options(flags.output)})
    options.insert(options.end(), more.begin(), more.end());
  return options;
}

void name_analogue_detector(std::vector<Option>& options) {
  Option& detector = option_named(options, "--detector");
  detector.form = fmt::format("{}", fmt::join(analogue_names(), "|"));
  detector.help = "held against its digital counterpart";
  detector.shown = "rram-zf";
}

ConfigFile config_file(const BerFlags& flags) {
  if (flags.config) {
    ConfigFile file = load_config_file(*flags.config);
    require(!file.own.contains("study"), "config", "of one run; `ohmimo sweep run` takes a study",
            in_quotes(*flags.config));
    return file;
  }
  ConfigFile none;
  if (flags.adapt != nullptr) flags.adapt(none.config);
  return none;
}

ConfigFile config_file_of(const Command& command, const BerFlags& flags) {
  return config_file_of(command, flags, config_file(flags));
}

ConfigFile config_file_of(const Command& command, const BerFlags& flags, const ConfigFile& file) {
  set_from_record(file, command.name, command.options, flags.given);
  return file;
}

Config merged_config(const BerFlags& flags, const ConfigFile& file) {
  Config config = file.config;
  if (config.output.out == Config{}.output.out) config.output.out = flags.default_out;
  for (const Field& field : config_fields())
    if (const auto given = flags.values.find(field.name); given != flags.values.end())
      set_from_text(config, field, given->second);
  // An MCS names its modulation, unless someone says another, which check() refuses.
  const auto is_said = [&](const char* field) { return flags.values.contains(field) || file.places.contains(field); };
  if (is_coded(config) && is_said("mcs") && !is_said("modulation"))
    config.link.modulation = modulation_of_mcs(config.code).value_or(config.link.modulation);
  return config;
}

std::string with_places(const std::string& error, const BerFlags& flags, const ConfigFile& file) {
  std::vector<std::string> places;
  for (const auto& [field, place] : file.places)
    if (!flags.values.contains(field) && holds_word(error, field))
      places.push_back(fmt::format("{}: {}", field, place));
  return places.empty() ? error : fmt::format("{} ({})", error, fmt::join(places, ", "));
}

Config resolve(const BerFlags& flags, const ConfigFile& file) {
  const Config config = merged_config(flags, file);
  try {
    check(config);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(with_places(error.what(), flags, file));
  }
  return config;
}

Config resolve(const BerFlags& flags) {
  return resolve(flags, config_file(flags));
}

}  // namespace ohmimo
