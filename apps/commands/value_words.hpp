// What may be typed for an option, as its table says it: for tab completion and the manual page.
#pragma once
#include <string>
#include <vector>

#include "apps/commands/command.hpp"

namespace ohmimo {

bool is_flag(const Option& option);      // --NAME, and no word known by its place
bool takes_value(const Option& option);  // false: a flag alone
bool repeats(const Option& option);      // may be given several times

// "--exact", and "--no-exact" of a switch of the configuration.
std::vector<std::string> flag_names(const Option& option);

struct ValueWords {
  std::vector<std::string> words;  // those that its form lists, and names of experiments for --config
  bool files = false, folders = false;
};
ValueWords value_words(const Option& option);

// The help and, in brackets, the default.
std::string help_with_default(const Option& option);

}  // namespace ohmimo
