#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands/completion_scripts.hpp"
#include "apps/commands/value_words.hpp"

namespace ohmimo {
namespace {

// Text inside [...] and between colons of a specification of _arguments.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(const ValueWords& value) {
  std::vector<std::string> words;
  for (const std::string& word : value.words) words.push_back(escaped(word));
  // A blank first: no arguments of _arguments' own.
  if (value.files && !words.empty()) return fmt::format(" _ohmimo_word_or_file {}", fmt::join(words, " "));
  if (value.files) return "_files";
  if (value.folders) return "_files -/";
  return words.empty() ? " " : fmt::format("({})", fmt::join(words, " "));
}

std::string specification(const Option& option, const std::string& name) {
  if (!is_flag(option))
    return fmt::format("{}:{}:{}", repeats(option) ? "*" : "", escaped(option.name), action(value_words(option)));
  const std::string flag = fmt::format("{}{}[{}]", repeats(option) ? "*" : "", name, escaped(option.help));
  return takes_value(option) ? fmt::format("{}:{}:{}", flag, escaped(option.form), action(value_words(option))) : flag;
}

std::string zsh_case_of(const Command& command) {
  std::string lines = "'--help[print the options]'";
  for (const Option& option : command.options) {
    const std::vector<std::string> names = is_flag(option) ? flag_names(option) : std::vector<std::string>{option.name};
    for (const std::string& name : names) lines += " \\\n        " + sh_quoted(specification(option, name));
  }
  return fmt::format("    {})\n      _arguments {}\n      ;;\n", command.name, lines);
}

}  // namespace

std::string zsh_completion(std::span<const Command> commands) {
  std::string text =
      "#compdef ohmimo\n# Tab completion of ohmimo for zsh.\n"
      "_ohmimo_word_or_file() {\n  _alternative \"words:word:($*)\" 'files:file:_files'\n}\n"
      "_ohmimo() {\n  local -a commands=(\n";
  for (const Command& command : commands)
    text += fmt::format("    {}\n", sh_quoted(command.name + ":" + escaped(command.summary)));
  text +=
      "    'help:options of a command'\n    'version:the version'\n  )\n"
      "  if ((CURRENT == 2)) || [[ $words[2] == help ]]; then\n    _describe command commands\n    return\n  fi\n"
      "  local command=$words[2]\n  shift words\n  ((CURRENT--))\n  case $command in\n";
  for (const Command& command : commands) text += zsh_case_of(command);
  return text +
         "  esac\n}\n"
         "# Loaded from a folder of fpath the file is the function; sourced it announces it.\n"
         "if [[ $funcstack[1] == _ohmimo ]]; then _ohmimo \"$@\"; else compdef _ohmimo ohmimo; fi\n";
}

}  // namespace ohmimo
