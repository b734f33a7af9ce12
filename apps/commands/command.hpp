// A command of the program and what may be typed after it, as data. Only command_line.cpp knows the library that parses
// it.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ohmimo {

using FieldTexts = std::map<std::string, std::string, std::less<>>;  // name -> text, only the flags given
using GivenFlags = std::set<std::string, std::less<>>;               // names without dashes

// A field of the configuration: the text is kept under the option's name, "true" or "false" for --NAME and --no-NAME.
struct FieldTarget {
  FieldTexts* texts;
  bool is_switch;
};

// Where what is typed goes. A bool is a flag without a value; a list takes one element each time the flag is given;
// numbers are read strictly (apps/text).
using OptionTarget = std::variant<std::string*, std::optional<std::string>*, std::vector<std::string>*, int*, double*,
                                  std::uint64_t*, bool*, FieldTarget>;

struct Option {
  std::string name;  // "--flag"; without dashes it is a word known by its place
  OptionTarget target;
  std::string form;        // what stands for the value in the help: N, FILE, a|b
  std::string help;        // the default is added: the value that the target has before anything is parsed
  std::string shown = "";  // the default to show for a field
  std::string group = "";  // heading in the help; "" = that of the command's own options
  bool in_record = false;  // part of what the run was: written beside its results (option_record.hpp)
};

struct Command {
  std::string name, summary;
  std::vector<Option> options;
  GivenFlags* given = nullptr;             // if wanted: all flags that were given
  std::function<int(const Command&)> run;  // returns the exit code
};

// The option of that name, which must be there: to give it another help in one command.
Option& option_named(std::vector<Option>& options, std::string_view name);

// Throws std::invalid_argument "<name> <rule>" for the first of these names that is given: flags that would change
// nothing.
void refuse_given(const GivenFlags& given, std::span<const std::string_view> names, std::string_view rule);

// The place of a word among those a flag may have; throws std::invalid_argument naming the field and the words.
std::size_t place_of(std::string_view field, std::string_view word, std::span<const std::string> words);

}  // namespace ohmimo
