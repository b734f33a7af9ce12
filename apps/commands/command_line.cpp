#include "apps/commands/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include "apps/config/config_file.hpp"
#include "apps/config/config_values.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

std::string help_text(const Field& field, const Config& defaults) {
  std::string value = toml_value(defaults, field);
  std::erase_if(value, [](char c) { return c == '"' || c == '[' || c == ']' || c == ' '; });
  return value.empty() ? field.help : fmt::format("{} [{}]", field.help, value);
}

// The command that the words led to: the program itself, or the deepest subcommand named.
const CLI::App& named_command(const CLI::App& app) {
  const std::vector<CLI::App*> commands = app.get_subcommands();
  return commands.empty() ? app : named_command(*commands.front());
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

// Whether a word is --NAME or --no-NAME of a field.
bool names_field(std::string_view word) {
  if (!word.starts_with("--")) return false;
  word.remove_prefix(2);
  return field_named(word) || (word.starts_with("no-") && field_named(word.substr(3)));
}

std::string unexpected_word(const CLI::App& app, const std::string& word) {
  const CLI::App& command = named_command(app);
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  const std::string name = word.substr(0, word.find('='));
  if (std::find(flags.begin(), flags.end(), name) != flags.end())
    return fmt::format("{} must come after the command {}", in_quotes(name), command.get_name());
  if (&command != &app && names_field(name))
    return fmt::format("{} is an option of ber that {} has no use for", in_quotes(name), command.get_name());
  if (word.starts_with("-")) return fmt::format("unknown flag {}{}", in_quotes(name), suggestion(name, flags));
  if (&command != &app) return fmt::format("unexpected word {} after {}", in_quotes(word), command.get_name());
  return fmt::format("unknown command {}{}", in_quotes(word), suggestion(word, command_names(app)));
}

// One sentence for what CLI11 refused; its own messages are not made for people who mistyped one letter.
std::string usage_sentence(const CLI::App& app, const CLI::ParseError& error) {
  const std::string message = one_line(error.what());
  const std::string flag = message.substr(0, message.find(':'));
  const std::vector<std::string> unknown = app.remaining(true);
  if (!unknown.empty()) return unexpected_word(app, unknown.front());
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
    if (message.ends_with("missing")) return fmt::format("{} needs a value", flag);
    if (message.find("At Most") != std::string::npos) return fmt::format("{} is given more than once", flag);
    if (message.ends_with("flag override"))
      return fmt::format("--{} takes no value", message.substr(0, message.find(' ')));
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error))
    return fmt::format("a command is needed: {}", fmt::join(command_names(app), ", "));
  return message;
}

int complain(const std::string& sentence) {
  fmt::print(stderr, "ohmimo: {}\n", one_line(sentence));
  return 2;
}

}  // namespace

void add_field_option(CLI::App& command, const Field& field, FieldTexts& values, const Config& defaults) {
  const std::string flag = "--" + field.name, help = help_text(field, defaults);
  const std::string group = fmt::format("[{}]", field.section);
  if (is_switch(field)) {
    command
        .add_flag_function(
            flag + ",!--no-" + field.name,
            [&values, &field](std::int64_t count) { values[field.name] = count > 0 ? "true" : "false"; }, help)
        ->disable_flag_override()
        ->group(group);
  } else {
    command
        .add_option_function<std::string>(
            flag, [&values, &field](const std::string& text) { values[field.name] = text; }, help)
        ->type_name(field.form)
        ->group(group);
  }
}

void add_ber_options(CLI::App& command, BerFlags& flags) {
  Config defaults;
  defaults.output.out = flags.default_out;
  for (const Field& field : config_fields())
    if (std::ranges::find(flags.unused, field.name) == flags.unused.end())
      add_field_option(command, field, flags.values, defaults);
  command
      .add_option_function<std::string>(
          "--config", [&flags](const std::string& text) { flags.config = text; },
          fmt::format("TOML file with the same names as keys, or a built-in experiment: {}; flags override it",
                      fmt::join(experiment_names(), ", ")))
      ->type_name("FILE|NAME");
  command.add_flag("--show-config", flags.show_config, "print the resolved configuration as TOML and stop")
      ->disable_flag_override();
}

void note_given(CLI::App& command, GivenFlags& given) {
  command.parse_complete_callback([&command, &given] {
    for (const CLI::Option* option : command.get_options())
      if (option->count() > 0)
        for (const std::string& name : option->get_lnames()) given.insert(name);
  });
}

void refuse_given(const GivenFlags& given, std::span<const std::string_view> names, std::string_view rule) {
  for (const std::string_view name : names)
    if (given.contains(name)) throw std::invalid_argument(fmt::format("{} {}", name, rule));
}

Config resolve(const BerFlags& flags) {
  Config config = flags.config ? load_config(*flags.config) : Config{};
  if (config.output.out == Config{}.output.out) config.output.out = flags.default_out;
  for (const Field& field : config_fields())
    if (const auto given = flags.values.find(field.name); given != flags.values.end())
      set_from_text(config, field, given->second);
  check(config);
  return with_automatic_values(config);
}

std::vector<const char*> spelled_out(int argc, const char* const* argv) {
  std::vector<const char*> arguments(argv, argv + argc);
  const auto is_penalty = [](const char* argument) { return std::string_view(argument) == "--penalty"; };
  if (argc > 1 && std::string_view(argv[1]) == "compare" && std::erase_if(arguments, is_penalty) > 0)
    arguments[1] = "penalty";
  return arguments;
}

int report_usage_error(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);  // --help
  return complain(usage_sentence(app, error));
}

int report_usage_error(const std::exception& error) {
  return complain(error.what());
}

}  // namespace ohmimo
