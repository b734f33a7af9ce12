#include "apps/config/config_fields.hpp"

#include <algorithm>
#include <array>

#include "apps/config/sections.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

std::vector<Field> newer(std::vector<Field> fields) {
  for (Field& field : fields) field.newer = true;
  return fields;
}

std::vector<Field> all_fields() {
  std::vector<Field> fields;
  for (std::vector<Field>& part :
       std::vector{link_fields(), channel_fields(), newer(scene_fields()), newer(slot_fields()), csi_fields(),
                   newer(pilot_fields()), newer(code_fields()), solver_fields(), hardware_fields(), run_fields()})
    std::ranges::move(part, std::back_inserter(fields));
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
  static constexpr std::array<std::string_view, 10> names = {"link",     "channel", "slot",     "csi", "code",
                                                             "detector", "solver",  "hardware", "run", "output"};
  return names;
}

}  // namespace ohmimo
