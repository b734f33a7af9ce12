#include "apps/config/config_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "apps/config/config_fields.hpp"
#include "apps/config/config_values.hpp"
#include "apps/text/text.hpp"
#include "data/data.hpp"

namespace ohmimo {
namespace {

constexpr std::size_t max_file_bytes = 1 << 20;
constexpr std::string_view experiment_folder = "experiments/";

[[noreturn]] void fail_at(const std::string& source, const toml::source_region& at, std::string_view sentence) {
  throw std::invalid_argument(fmt::format("{} line {}: {}", source, at.begin.line, sentence));
}

std::string as_written(const toml::node& node) {
  std::ostringstream out;
  node.visit([&out](const auto& value) { out << value; });
  return one_line(out.str());
}

using Text = std::optional<std::string>;

Text string_text(const toml::node& node) {
  return node.value_exact<std::string>();
}

Text integer_text(const toml::node& node) {
  const auto value = node.value_exact<std::int64_t>();
  return value ? Text(fmt::format("{}", *value)) : std::nullopt;
}

Text list_text(const toml::node& node, Text (*element_text)(const toml::node&)) {
  if (!node.is_array()) return std::nullopt;
  std::vector<std::string> parts;
  for (const toml::node& element : *node.as_array()) {
    const Text part = element_text(element);
    if (!part) return std::nullopt;
    parts.push_back(*part);
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

// The text a flag would carry for the same value, or nothing where the TOML type is not the one the field wants.
struct FlagText {
  const Field& field;
  const toml::node& node;

  Text operator()(int BerConfig::*) const {
    return field.automatic && node.is_string() ? string_text(node) : integer_text(node);
  }
  Text operator()(std::uint64_t BerConfig::*) const { return integer_text(node); }
  Text operator()(double BerConfig::*) const {
    const auto value = node.value_exact<double>();
    return value ? Text(fmt::format("{}", *value)) : integer_text(node);
  }
  Text operator()(bool BerConfig::*) const {
    const auto value = node.value_exact<bool>();
    return value ? Text(*value ? "true" : "false") : std::nullopt;
  }
  Text operator()(std::vector<std::string> BerConfig::*) const { return list_text(node, string_text); }
  Text operator()(std::vector<int> BerConfig::*) const { return list_text(node, integer_text); }
  template <class Other>
  Text operator()(Other BerConfig::*) const {
    return string_text(node);
  }
};

void set_from_node(BerConfig& config, const Field& field, const toml::node& node) {
  const Text text = std::visit(FlagText{field, node}, field.member);
  if (!text)
    throw std::invalid_argument(fmt::format("{0} must be written as in '{0} = {1}', got {2}", field.name,
                                            toml_value(BerConfig{}, field), as_written(node)));
  set_from_text(config, field, *text);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(max_file_bytes + 1, '\0');
  if (!file || std::filesystem::is_directory(path))
    throw std::invalid_argument(fmt::format("config must be a readable file or one of {}, got {}{}",
                                            fmt::join(experiment_names(), ", "), in_quotes(path),
                                            suggestion(path, experiment_names())));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > max_file_bytes)
    throw std::invalid_argument(
        fmt::format("config must be at most {} bytes, {} is larger", max_file_bytes, in_quotes(path)));
  return text;
}

}  // namespace

BerConfig config_from_toml(std::string_view text, const std::string& source) {
  toml::table table;
  try {
    table = toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    fail_at(source, error.source(), one_line(error.description()));
  }
  BerConfig config;
  std::vector<std::string> names;
  for (const Field& field : ber_fields()) names.push_back(field.name);
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const auto field =
        std::find_if(ber_fields().begin(), ber_fields().end(), [&](const Field& f) { return f.name == name; });
    if (field == ber_fields().end())
      fail_at(source, key.source(), fmt::format("unknown key {}{}", in_quotes(name), suggestion(name, names)));
    try {
      set_from_node(config, *field, node);
    } catch (const std::invalid_argument& error) {
      fail_at(source, key.source(), error.what());
    }
  }
  return config;
}

std::vector<std::string> experiment_names() {
  std::vector<std::string> names;
  for (const data::File& file : data::files())
    if (file.name.starts_with(experiment_folder) && file.name.ends_with(".toml"))
      names.emplace_back(file.name.substr(experiment_folder.size(), file.name.size() - experiment_folder.size() - 5));
  return names;
}

BerConfig load_config(const std::string& name_or_path) {
  for (const std::string& name : experiment_names())
    if (name == name_or_path)
      return config_from_toml(data::text(fmt::format("{}{}.toml", experiment_folder, name)), name + ".toml");
  return config_from_toml(read_file(name_or_path), name_or_path);
}

}  // namespace ohmimo
