#include "apps/studies/diff/config_diff.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "apps/config/config_fields.hpp"
#include "apps/config/config_values.hpp"

namespace ohmimo::diff {
namespace {

bool is_listed(const Field& field) {
  return field.name != "out" && field.name != "threads";
}

// "command.option" -> values
std::map<std::string, std::string> own_options(const ConfigFile& file) {
  std::map<std::string, std::string> options;
  for (const auto& [command, values] : file.own)
    for (const OwnValue& value : values)
      options[fmt::format("{}.{}", command, value.name)] = fmt::format("{}", fmt::join(value.values, ","));
  return options;
}

void add_own_changes(const ConfigFile& a, const ConfigFile& b, std::vector<ConfigChange>& changes) {
  const std::map<std::string, std::string> of_a = own_options(a), of_b = own_options(b);
  std::map<std::string, std::string> all = of_a;
  all.insert(of_b.begin(), of_b.end());
  const auto value = [](const std::map<std::string, std::string>& options, const std::string& key) {
    const auto found = options.find(key);
    return found == options.end() ? std::string() : found->second;
  };
  for (const auto& [key, unused] : all)
    if (value(of_a, key) != value(of_b, key)) changes.push_back({key, value(of_a, key), value(of_b, key)});
}

}  // namespace

std::vector<ConfigChange> config_changes(const ConfigFile& a, const ConfigFile& b) {
  std::vector<ConfigChange> changes;
  for (const Field& field : config_fields()) {
    const std::string of_a = toml_value(a.config, field), of_b = toml_value(b.config, field);
    if (is_listed(field) && of_a != of_b)
      changes.push_back({fmt::format("{}.{}", field.section, field.name), of_a, of_b});
  }
  add_own_changes(a, b, changes);
  return changes;
}

bool draws_alike(const Config& a, const Config& b) {
  const auto drawn = [](const Config& config) {
    Config part = with_automatic_values(config);
    part.link.snr = {};
    part.link.snr_def = {};
    part.detector = {};
    part.solver = {};
    part.hardware = {};
    part.run = {.seed = config.run.seed};
    part.output = {};
    return part;
  };
  return drawn(a) == drawn(b);
}

}  // namespace ohmimo::diff
