#include "apps/commands/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "apps/commands/option_record.hpp"
#include "apps/commands/value_words.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

CLI::Option* add_flag(CLI::App& app, const Option& option, const std::string& help) {
  const bool is_field = std::holds_alternative<FieldTarget>(option.target);
  const std::string names = is_field ? fmt::format("{},!--no-{}", option.name, option.name.substr(2)) : option.name;
  const auto store = [&option](std::int64_t count) {
    const std::string text = count > 0 ? "true" : "false";
    set_option(option, text);
  };
  return app.add_flag_function(names, store, help)->disable_flag_override();
}

void add_option(CLI::App& app, const Option& option) {
  const std::string help = help_with_default(option);
  CLI::Option* added = nullptr;
  if (!takes_value(option)) {
    added = add_flag(app, option, help);
  } else {
    const auto store = [&option](const std::vector<std::string>& texts) {
      for (const std::string& text : texts) set_option(option, text);
      return true;
    };
    added = app.add_option(option.name, store, help)->option_text(option.form);
    added->expected(1)->allow_extra_args(false);
    if (repeats(option) && !is_flag(option)) added->expected(-1);  // all words without a flag
    if (repeats(option)) added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  if (!option.group.empty()) added->group(option.group);
}

void add_command(CLI::App& app, const Command& command) {
  CLI::App& added = *app.add_subcommand(command.name, command.summary);
  for (const Option& option : command.options) add_option(added, option);
  if (!command.given) return;
  added.parse_complete_callback([&added, given = command.given] {
    for (const CLI::Option* option : added.get_options())
      if (option->count() > 0)
        for (const std::string& name : option->get_lnames()) given->insert(name);
  });
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

// Whether a word is an option of that command.
bool has_option(const CLI::App& app, const std::string& command, const std::string& word) {
  if (!word.starts_with("--")) return false;
  const auto named = [&](const CLI::App* one) { return one->get_name() == command && one->get_option_no_throw(word); };
  return !app.get_subcommands(named).empty();
}

std::string unexpected_word(const CLI::App& app, const std::string& word) {
  const CLI::App& command = named_command(app);
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  const std::string name = word.substr(0, word.find('='));
  if (std::find(flags.begin(), flags.end(), name) != flags.end())
    return fmt::format("{} must come after the command {}", in_quotes(name), command.get_name());
  if (&command != &app && has_option(app, "ber", name))
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

// `help ber` means `ber --help`, `version` the flag of that name. `compare --penalty` is a long name of `penalty`,
// whose options are those of a link and not of hardware.
std::vector<std::string> spelled_out(std::vector<std::string> words) {
  if (!words.empty() && words.front() == "version") words.front() = "--version";
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.insert(words.begin() + (words.empty() ? 0 : 1), "--help");
  }
  if (!words.empty() && words.front() == "compare" && std::erase(words, "--penalty") > 0) words.front() = "penalty";
  return words;
}

}  // namespace

int refuse_invocation(const std::string& sentence) {
  fmt::print(stderr, "ohmimo: {}\n", one_line(sentence));
  return 2;
}

int run_command_line(std::span<const Command> commands, const std::vector<std::string>& words) {
  CLI::App app("ohmimo: massive-MIMO detection testbench with a simulated analogue RRAM solver", "ohmimo");
  app.set_version_flag("--version", OHMIMO_VERSION);
  app.require_subcommand(1);
  app.footer("ohmimo help COMMAND shows the options of a command.");
  if (words.size() > 1 && words.front() == "help" &&
      std::ranges::find(commands, words[1], &Command::name) == commands.end())
    return refuse_invocation(fmt::format("unknown command {}", in_quotes(words[1])));
  for (const Command& command : commands) add_command(app, command);
  std::vector<std::string> reversed = spelled_out(words);  // as CLI11 wants them
  std::ranges::reverse(reversed);
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    return refuse_invocation(usage_sentence(app, error));
  }
  for (const Command& command : commands)
    if (app.got_subcommand(command.name)) return command.run(command);
  return 2;
}

}  // namespace ohmimo
