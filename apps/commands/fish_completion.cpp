#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands/completion_scripts.hpp"
#include "apps/commands/value_words.hpp"

namespace ohmimo {
namespace {

// Words as the list of -a, whose blanks and quotes fish reads once more; ours have neither.
std::string arguments(const ValueWords& value) {
  std::string text = value.files ? " -F" : " -f";
  if (value.folders) return text + " -a '(__fish_complete_directories)'";
  if (!value.words.empty()) text += fmt::format(" -a {}", fish_quoted(fmt::format("{}", fmt::join(value.words, " "))));
  return text;
}

std::string lines_of(const Command& command) {
  const std::string start = fmt::format("complete -c ohmimo -n '__fish_seen_subcommand_from {}'", command.name);
  std::string text = fmt::format("{} -l help -d 'print the options'\n", start);
  for (const Option& option : command.options) {
    const std::string value = takes_value(option) ? arguments(value_words(option)) : " -f";
    if (!is_flag(option)) {
      text += start + value + "\n";
      continue;
    }
    for (const std::string& name : flag_names(option))
      text += fmt::format("{} -l {}{}{} -d {}\n", start, name.substr(2), takes_value(option) ? " -r" : "", value,
                          fish_quoted(option.help));
  }
  return text;
}

}  // namespace

std::string fish_completion(std::span<const Command> commands) {
  std::string text = "# Tab completion of ohmimo for fish.\ncomplete -c ohmimo -f\n";
  for (const Command& command : commands)
    text += fmt::format("complete -c ohmimo -n __fish_use_subcommand -a {} -d {}\n", command.name,
                        fish_quoted(command.summary));
  text +=
      "complete -c ohmimo -n __fish_use_subcommand -a help -d 'options of a command'\n"
      "complete -c ohmimo -n __fish_use_subcommand -a version -d 'the version'\n";
  for (const Command& command : commands) text += lines_of(command);
  return text;
}

}  // namespace ohmimo
