#include "apps/commands/value_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "apps/commands/option_record.hpp"
#include "apps/config/config_file.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

// Placeholders have capitals or dots: N, START:STEP:STOP, uS, exp:R.
bool is_word(const std::string& part) {
  return !part.empty() && std::ranges::all_of(part, [](unsigned char c) {
    return std::islower(c) || std::isdigit(c) || c == ':' || c == '-' || c == '_';
  });
}

}  // namespace

bool is_flag(const Option& option) {
  return option.name.starts_with("--");
}

bool takes_value(const Option& option) {
  const auto* field = std::get_if<FieldTarget>(&option.target);
  return !std::holds_alternative<bool*>(option.target) && !(field && field->is_switch);
}

bool repeats(const Option& option) {
  return std::holds_alternative<std::vector<std::string>*>(option.target);
}

std::vector<std::string> flag_names(const Option& option) {
  std::vector<std::string> names = {option.name};
  if (std::holds_alternative<FieldTarget>(option.target) && !takes_value(option))
    names.push_back("--no-" + option.name.substr(2));
  return names;
}

ValueWords value_words(const Option& option) {
  ValueWords value;
  if (!takes_value(option)) return value;
  for (const std::string& part : split(option.form, '|')) {
    if (is_word(part)) value.words.push_back(part);
    if (part == "FILE" || part == "RUN" || part == "STEM") value.files = true;
    if (part == "DIR") value.folders = true;
  }
  if (option.name == "FILE") value.files = true;
  if (option.name == "--config")
    for (const std::string& name : experiment_names()) value.words.push_back(name);
  return value;
}

std::string help_with_default(const Option& option) {
  const std::string shown = option_text(option);
  return shown.empty() ? option.help : fmt::format("{} [{}]", option.help, shown);
}

}  // namespace ohmimo
