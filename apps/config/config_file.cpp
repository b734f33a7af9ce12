#include "apps/config/config_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
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
  throw std::invalid_argument(one_line(fmt::format("{} line {}: {}", source, at.begin.line, sentence)));
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

Text number_text(const toml::node& node) {
  const auto value = node.value_exact<double>();
  return value ? Text(fmt::format("{}", *value)) : integer_text(node);
}

using ElementText = Text (*)(const toml::node&);

// A list as an array, or one element for a list of one.
Text list_text(const toml::node& node, ElementText element_text) {
  if (!node.is_array()) return element_text(node);
  std::vector<std::string> parts;
  for (const toml::node& element : *node.as_array()) {
    const Text part = element_text(element);
    if (!part) return std::nullopt;
    parts.push_back(*part);
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

// The text a flag would carry for the same value, or nothing where the TOML type is not one the field may have. Whole
// numbers may be written as 1e8, lists as the flag has them.
struct FlagText {
  const Field& field;
  const toml::node& node;

  Text operator()(const int*) const {
    return field.automatic && node.is_string() ? string_text(node) : number_text(node);
  }
  Text operator()(const std::uint64_t*) const { return number_text(node); }
  Text operator()(const double*) const { return number_text(node); }
  Text operator()(const bool*) const {
    const auto value = node.value_exact<bool>();
    return value ? Text(*value ? "true" : "false") : std::nullopt;
  }
  Text operator()(const std::vector<std::string>*) const { return list_text(node, string_text); }
  Text operator()(const std::vector<int>*) const { return list_or_flag(); }
  Text operator()(const SnrGrid*) const { return list_or_flag(); }
  template <class Other>
  Text operator()(const Other*) const {
    return string_text(node);
  }

  Text list_or_flag() const { return node.is_string() ? string_text(node) : list_text(node, number_text); }
};

void set_from_node(Config& config, const Field& field, const toml::node& node) {
  const Text text = std::visit(FlagText{field, node}, field.place(config));
  if (!text)
    throw std::invalid_argument(fmt::format("{0} must be written as in '{0} = {1}', got {2}", field.name,
                                            toml_value(Config{}, field), as_written(node)));
  set_from_text(config, field, *text);
}

// The values of an option of a command's own, as its flag would carry them, one each time it is given.
std::vector<std::string> own_values(const toml::node& node, std::string_view name) {
  std::vector<std::string> values;
  const auto add = [&](const toml::node& element) {
    Text text = element.is_string() ? string_text(element) : number_text(element);
    if (const auto flag = element.value_exact<bool>()) text = *flag ? "true" : "false";
    if (!text)
      throw std::invalid_argument(fmt::format("{} must be a text, a number, true, false or a list of these, got {}",
                                              name, as_written(element)));
    values.push_back(*text);
  };
  if (!node.is_array())
    add(node);
  else
    for (const toml::node& element : *node.as_array()) add(element);
  return values;
}

// Names are unique, so a key may also stand outside its table, before the first one.
struct ConfigReader {
  const std::string& source;
  ConfigFile file = {};

  void read_file(const toml::table& table) {
    for (const auto& [key, node] : table)
      if (const toml::table* section = node.as_table())
        read_section(key, *section);
      else
        read_field(key, node, "");
  }

  void read_section(const toml::key& name, const toml::table& section) {
    const std::string_view word = name.str();
    if (std::ranges::find(command_tables(), word) != command_tables().end()) return read_own(name, section);
    if (std::ranges::find(section_names(), word) == section_names().end())
      fail_at(source, name.source(),
              fmt::format("unknown table [{}]; tables are {}", word, fmt::join(section_names(), ", ")));
    for (const auto& [key, node] : section) read_field(key, node, word);
  }

  void read_own(const toml::key& command, const toml::table& section) {
    std::vector<OwnValue>& values = file.own[std::string(command.str())];
    for (const auto& [key, node] : section) try {
        values.push_back({std::string(key.str()), own_values(node, key.str()), place_of(key.source())});
      } catch (const std::invalid_argument& error) {
        fail_at(source, key.source(), error.what());
      }
  }

  // section: where the key stands, or "".
  void read_field(const toml::key& key, const toml::node& node, std::string_view section) {
    const std::string name(key.str());
    const Field* field = field_named(name);
    if (!field) fail_at(source, key.source(), unknown_key(name));
    if (!section.empty() && section != field->section)
      fail_at(source, key.source(), fmt::format("{} belongs in [{}]", name, field->section));
    if (!file.places.try_emplace(field->name, place_of(key.source())).second)
      fail_at(source, key.source(), fmt::format("{} stands twice, in [{}] and outside", name, field->section));
    try {
      set_from_node(file.config, *field, node);
    } catch (const std::invalid_argument& error) {
      fail_at(source, key.source(), error.what());
    }
  }

  std::string place_of(const toml::source_region& at) const { return fmt::format("{} line {}", source, at.begin.line); }

  std::string unknown_key(const std::string& name) const {
    std::vector<std::string> names;
    for (const Field& field : config_fields()) names.push_back(field.name);
    return fmt::format("unknown key {}{}", in_quotes(name), suggestion(name, names));
  }
};

}  // namespace

std::string read_config_text(const std::string& path) {
  return read_text_or_names(path, "config", experiment_names());
}

std::string read_text_or_names(const std::string& path, std::string_view field, const std::vector<std::string>& names) {
  std::ifstream file(path, std::ios::binary);
  std::string text(max_file_bytes + 1, '\0');
  if (!file || std::filesystem::is_directory(path))
    throw std::invalid_argument(fmt::format("{} must be a readable file or one of {}, got {}{}", field,
                                            fmt::join(names, ", "), in_quotes(path), suggestion(path, names)));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > max_file_bytes)
    throw std::invalid_argument(
        fmt::format("{} must be at most {} bytes, {} is larger", field, max_file_bytes, in_quotes(path)));
  return text;
}

std::span<const std::string_view> command_tables() {
  static constexpr std::array<std::string_view, 14> names = {"ber",       "loss",   "penalty", "compare", "solve",
                                                             "reproduce", "stream", "study",   "axes",    "zip",
                                                             "train",     "nnls",   "nmf",     "llr"};
  return names;
}

ConfigFile config_file_from_toml(std::string_view text, const std::string& source) {
  toml::table table;
  try {
    table = toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    fail_at(source, error.source(), error.description());
  }
  ConfigReader reader{source};
  reader.read_file(table);
  return reader.file;
}

Config config_from_toml(std::string_view text, const std::string& source) {
  return config_file_from_toml(text, source).config;
}

std::vector<std::string> experiment_names() {
  std::vector<std::string> names;
  for (const data::File& file : data::files())
    if (file.name.starts_with(experiment_folder) && file.name.ends_with(".toml"))
      names.emplace_back(file.name.substr(experiment_folder.size(), file.name.size() - experiment_folder.size() - 5));
  return names;
}

ConfigFile load_config_file(const std::string& name_or_path) {
  for (const std::string& name : experiment_names())
    if (name == name_or_path)
      return config_file_from_toml(data::text(fmt::format("{}{}.toml", experiment_folder, name)), name + ".toml");
  return config_file_from_toml(read_config_text(name_or_path), name_or_path);
}

Config load_config(const std::string& name_or_path) {
  return load_config_file(name_or_path).config;
}

}  // namespace ohmimo
