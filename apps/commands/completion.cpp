#include "apps/commands/completion.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "apps/commands/all_commands.hpp"
#include "apps/commands/completion_scripts.hpp"

namespace ohmimo {
namespace {

struct Shell {
  std::string name;
  std::string (*script)(std::span<const Command>);
};

const std::vector<Shell>& shells() {
  static const std::vector<Shell> list = {
      {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};
  return list;
}

std::vector<std::string> shell_names() {
  std::vector<std::string> names;
  for (const Shell& shell : shells()) names.push_back(shell.name);
  return names;
}

}  // namespace

Command completion_command() {
  const auto shell = std::make_shared<std::string>();
  std::vector<Option> options = {{"shell", shell.get(), "bash|zsh|fish", "whose script is printed"}};
  return {"completion", "a script for the tab key of bash, zsh or fish", options, nullptr, [shell](const Command&) {
            if (shell->empty())
              throw std::invalid_argument(
                  "completion needs a shell: bash, zsh or fish; bash reads it by 'source "
                  "<(ohmimo completion bash)'");
            const Shell& chosen = shells()[place_of("shell", *shell, shell_names())];
            fmt::print("{}", chosen.script(all_commands()));
            return 0;
          }};
}

}  // namespace ohmimo
