// The one table of the fields of a BerConfig. Flags, help, TOML reading and TOML writing are all made from it, so a new
// field is one new row.
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

using FieldMember = std::variant<int BerConfig::*, std::uint64_t BerConfig::*, double BerConfig::*, bool BerConfig::*,
                                 std::string BerConfig::*, std::vector<std::string> BerConfig::*,
                                 std::vector<int> BerConfig::*, SnrGrid BerConfig::*, SnrKind BerConfig::*>;

struct Field {
  std::string name;  // flag without its dashes, and TOML key
  std::string form;  // how a value is written, for --help
  std::string help;
  FieldMember member;
  bool changes_results = true;                  // part of config_hash()
  bool listed = false;                          // a value must be one of the words of form, separated by |
  std::optional<int> automatic = std::nullopt;  // the number that the word "auto" stands for
};

std::span<const Field> ber_fields();
std::vector<std::string> listed_words(const Field& field);

}  // namespace ohmimo
