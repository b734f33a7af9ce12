#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands/completion_scripts.hpp"
#include "apps/commands/value_words.hpp"

namespace ohmimo {
namespace {

// The line up to the cursor is split at blanks here: bash itself also splits words at = and :, and wants back only what
// follows those. A word after commas is the last of a list.
constexpr std::string_view script_head = R"(_ohmimo() {
  local line=${COMP_LINE:0:COMP_POINT} cur='' prev='' command='' flags='' words='' files=''
  local -a typed
  read -ra typed <<<"$line"
  [[ $line == *[[:space:]] ]] && typed+=('')
  cur=${typed[-1]}
  ((${#typed[@]} > 2)) && command=${typed[1]} prev=${typed[-2]}
  if [[ $cur == --*=* ]]; then
    prev=${cur%%=*}
    cur=${cur#*=}
  fi
  case $command in
)";

constexpr std::string_view script_tail = R"(  esac
  [[ $cur == -* ]] && words=$flags files=''
  local list=''
  [[ $cur == *,* ]] && list=${cur%,*},
  COMPREPLY=($(compgen -P "$list" -W "$words" -- "${cur#"$list"}"))
  [[ -n $files ]] && COMPREPLY+=($(compgen "$files" -- "$cur")) && compopt -o filenames 2>/dev/null
  local k
  if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
    for k in "${!COMPREPLY[@]}"; do COMPREPLY[k]=${COMPREPLY[k]#"${cur%:*}:"}; done
  fi
}
complete -F _ohmimo ohmimo
)";

// Shell words that say what may follow: words, and files or folders.
std::string answer(const ValueWords& value) {
  std::string text = fmt::format("words={}", sh_quoted(fmt::format("{}", fmt::join(value.words, " "))));
  if (value.files) text += " files=-f";
  if (value.folders) text += " files=-d";
  return text;
}

std::string bash_case_of(const Command& command) {
  std::vector<std::string> flags = {"--help"};
  std::string cases;
  ValueWords by_place;
  for (const Option& option : command.options) {
    const ValueWords value = value_words(option);
    if (!is_flag(option)) {
      by_place.words.insert(by_place.words.end(), value.words.begin(), value.words.end());
      by_place.files = by_place.files || value.files;
      continue;
    }
    for (const std::string& name : flag_names(option)) flags.push_back(name);
    if (takes_value(option)) cases += fmt::format("        {}) {} ;;\n", option.name, answer(value));
  }
  return fmt::format("    {})\n      flags={}\n      case $prev in\n{}        *) {} ;;\n      esac\n      ;;\n",
                     command.name, sh_quoted(fmt::format("{}", fmt::join(flags, " "))), cases, answer(by_place));
}

}  // namespace

std::string bash_completion(std::span<const Command> commands) {
  std::string text = "# Tab completion of ohmimo for bash.\n" + std::string(script_head);
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  text += fmt::format("    '') words='{} help version' flags='--help --version' ;;\n", fmt::join(names, " "));
  text += fmt::format("    help) words='{}' ;;\n", fmt::join(names, " "));
  for (const Command& command : commands) text += bash_case_of(command);
  return text + std::string(script_tail);
}

}  // namespace ohmimo
