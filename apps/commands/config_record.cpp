#include "apps/commands/config_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <fstream>
#include <vector>

#include "apps/config/config_fields.hpp"
#include "apps/config/config_file.hpp"
#include "apps/config/config_values.hpp"
#include "apps/results/text_file.hpp"

namespace ohmimo {
namespace {

std::string heading_of(const std::filesystem::path& file) {
  std::string line;
  std::getline(std::ifstream(file) >> std::ws, line);
  return line.starts_with("#") ? line : "";
}

}  // namespace

std::string differences_of_record(const std::filesystem::path& file, const std::string& heading, const Config& config) {
  if (!std::filesystem::exists(file)) return "";
  Config old;
  try {
    old = with_automatic_values(load_config(file.string()));
  } catch (const std::invalid_argument&) {
    return "unreadable";
  }
  const Config now = with_automatic_values(config);
  std::vector<std::string> names;
  for (const Field& field : config_fields())
    if ((field.changes_results || field.name == "seed") && toml_value(old, field) != toml_value(now, field))
      names.push_back(field.name);
  if (heading_of(file) != heading) names.emplace_back("options");
  return names.empty() ? "" : fmt::format("other {}", fmt::join(names, ", "));
}

void record_config(const std::filesystem::path& file, const std::string& heading, const Config& config) {
  if (const std::string differences = differences_of_record(file, heading, config); !differences.empty())
    fmt::print(stderr, "ohmimo: {} holds another run ({}: {}); its results are replaced\n", file.parent_path().string(),
               file.filename().string(), differences);
  write_text_file(file, (heading.empty() ? "" : heading + "\n") + to_toml(config));
}

}  // namespace ohmimo
