#include "apps/config/config_fields.hpp"

#include <algorithm>
#include <array>

#include "apps/config/sections.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

std::vector<Field> all_fields() {
  std::vector<Field> fields;
  for (const auto part : {link_fields, channel_fields, scene_fields, slot_fields, csi_fields, pilot_fields,
                          solver_fields, hardware_fields, run_fields})
    for (Field& field : part()) fields.push_back(std::move(field));
  return fields;
}

}  // namespace

std::span<const Field> config_fields() {
  static const std::vector<Field> fields = all_fields();
  return fields;
}

const Field* field_named(std::string_view name) {
  const auto field = std::ranges::find(config_fields(), name, &Field::name);
  return field == config_fields().end() ? nullptr : &*field;
}

bool is_switch(const Field& field) {
  Config scratch;
  return std::holds_alternative<bool*>(field.place(scratch));
}

std::vector<std::string> listed_words(const Field& field) {
  return split(field.form, '|');
}

std::span<const std::string_view> section_names() {
  static constexpr std::array<std::string_view, 9> names = {"link",   "channel",  "slot", "csi",   "detector",
                                                            "solver", "hardware", "run",  "output"};
  return names;
}

}  // namespace ohmimo
