#include "apps/commands/option_record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

std::string_view name_of(const Option& option) {
  return std::string_view(option.name).substr(option.name.starts_with("--") ? 2 : 0);
}

bool flag_from_text(std::string_view name, const std::string& text) {
  if (text != "true" && text != "false")
    throw std::invalid_argument(fmt::format("{} must be true or false, got {}", name, in_quotes(text)));
  return text == "true";
}

struct Store {
  const Option& option;
  const std::string& text;

  void operator()(std::string* target) const { *target = text; }
  void operator()(std::optional<std::string>* target) const { *target = text; }
  void operator()(std::vector<std::string>* target) const { target->push_back(text); }
  void operator()(int* target) const { *target = integer_from_text(name_of(option), text); }
  void operator()(double* target) const { *target = number_from_text(name_of(option), text); }
  void operator()(std::uint64_t* target) const { *target = natural_from_text(name_of(option), text); }
  void operator()(bool* target) const { *target = flag_from_text(name_of(option), text); }
  void operator()(const FieldTarget& target) const { (*target.texts)[std::string(name_of(option))] = text; }
};

// As TOML; "" for what is not set.
struct TomlValue {
  std::string operator()(const std::string* value) const { return value->empty() ? "" : in_quotes(*value); }
  std::string operator()(const std::optional<std::string>* value) const { return *value ? in_quotes(**value) : ""; }
  std::string operator()(const std::vector<std::string>* value) const {
    std::vector<std::string> words;
    for (const std::string& word : *value) words.push_back(in_quotes(word));
    return words.empty() ? "" : fmt::format("[{}]", fmt::join(words, ", "));
  }
  std::string operator()(const bool* value) const { return *value ? "true" : "false"; }
  std::string operator()(const double* value) const {
    const std::string text = fmt::format("{}", *value);
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
  }
  std::string operator()(const FieldTarget&) const { return ""; }
  template <class Whole>
  std::string operator()(const Whole* value) const {
    return fmt::format("{}", *value);
  }
};

}  // namespace

void set_option(const Option& option, const std::string& text) {
  std::visit(Store{option, text}, option.target);
}

std::string option_text(const Option& option) {
  if (const auto* text = std::get_if<std::string*>(&option.target)) return **text;
  if (const auto* number = std::get_if<int*>(&option.target)) return fmt::format("{}", **number);
  if (const auto* number = std::get_if<double*>(&option.target)) return fmt::format("{:g}", **number);
  if (const auto* number = std::get_if<std::uint64_t*>(&option.target)) return fmt::format("{}", **number);
  return option.shown;
}

std::string record_of(std::string_view command, std::span<const Option> options) {
  std::string text;
  for (const Option& option : options) {
    if (!option.in_record) continue;
    const std::string value = std::visit(TomlValue{}, option.target);
    if (!value.empty()) text += fmt::format("{} = {}\n", name_of(option), value);
  }
  return text.empty() ? "" : fmt::format("[{}]\n{}", command, text);
}

void set_from_record(const ConfigFile& file, std::string_view command, std::span<const Option> options,
                     const GivenFlags& given) {
  const auto table = file.own.find(command);
  if (table == file.own.end()) return;
  for (const OwnValue& entry : table->second) try {
      const auto option =
          std::ranges::find_if(options, [&](const Option& one) { return one.in_record && name_of(one) == entry.name; });
      if (option == options.end())
        throw std::invalid_argument(fmt::format("unknown key {} in [{}]", in_quotes(entry.name), command));
      if (given.contains(entry.name)) continue;
      for (const std::string& value : entry.values) set_option(*option, value);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(fmt::format("{}: {}", entry.place, error.what()));
    }
}

}  // namespace ohmimo
