// From the command line and a TOML file to a checked Config, and wrong invocations to one sentence.
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/config/config.hpp"
#include "apps/config/config_fields.hpp"

namespace ohmimo {

// What the command line said; CLI11 fills it while parsing, so it must outlive the parse.
struct BerFlags {
  FieldTexts values = {};
  std::optional<std::string> config = {};  // --config: path of a TOML file, or name of a built-in experiment
  bool show_config = false;
  // Of the command, set before the parse: its folder, and the fields it has no use for, which it does not offer.
  std::string default_out = Config{}.output.out;
  std::vector<std::string_view> unused = {};
};

void add_ber_options(CLI::App& command, BerFlags& flags);
// One flag, for commands that share some of the fields of ohmimo ber; the help names its default.
void add_field_option(CLI::App& command, const Field& field, FieldTexts& values, const Config& defaults = {});

// Names, without dashes, of the flags of a command that were given; filled when they are parsed.
using GivenFlags = std::set<std::string, std::less<>>;
void note_given(CLI::App& command, GivenFlags& given);

// Throws std::invalid_argument "<name> <rule>" for the first of these names that is given: flags that would change
// nothing.
void refuse_given(const GivenFlags& given, std::span<const std::string_view> names, std::string_view rule);

// Defaults, then the file, then the flags; automatic values replaced; checked. Throws std::invalid_argument.
Config resolve(const BerFlags& flags);

// The arguments, with `compare --penalty` in the words of the command it means: `penalty`, whose options are those of a
// link and not of hardware.
std::vector<const char*> spelled_out(int argc, const char* const* argv);

// One sentence on stderr for what CLI11 refused, returns 2; for --help prints the help and returns 0.
int report_usage_error(const CLI::App& app, const CLI::ParseError& error);
// The same for std::invalid_argument and its like.
int report_usage_error(const std::exception& error);

}  // namespace ohmimo
