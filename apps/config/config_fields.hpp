// The one table of the fields of a Config, made of a part per section. Flags, help, TOML reading and TOML writing are
// all made from it, so a new field is one new row.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/config/config.hpp"

namespace ohmimo {

// Where a field keeps its value.
using FieldPlace = std::variant<int*, std::uint64_t*, double*, bool*, std::string*, std::vector<std::string>*,
                                std::vector<int>*, SnrGrid*, SnrKind*>;

struct Field {
  std::string_view section;  // TOML table, and group of --help
  std::string name;          // flag without its dashes, and TOML key: unique over all sections
  std::string form;          // how a value is written, for --help
  std::string help;
  FieldPlace (*place)(Config&);
  bool changes_results = true;  // part of config_hash()
  bool newer = false;   // than the first runs kept: part of config_hash() only where it differs from its default
  bool listed = false;  // a value must be one of the words of form, separated by |
  std::optional<int> automatic = std::nullopt;  // the number that the word "auto" stands for
};

std::span<const Field> config_fields();
const Field* field_named(std::string_view name);  // nullptr if there is none
bool is_switch(const Field& field);               // true or false: a flag without a value
std::vector<std::string> listed_words(const Field& field);

// The sections in their order.
std::span<const std::string_view> section_names();

}  // namespace ohmimo
