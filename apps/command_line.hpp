// From the command line and a TOML file to a checked BerConfig, and wrong invocations to one sentence.
#pragma once
#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/config.hpp"
#include "apps/config_fields.hpp"

namespace ohmimo {

using FieldTexts = std::map<std::string, std::string, std::less<>>;  // field name -> text, only the flags given

// What the command line said; CLI11 fills it while parsing, so it must outlive the parse.
struct BerFlags {
  FieldTexts values;
  std::optional<std::string> config;  // --config: path of a TOML file, or name of a built-in experiment
  bool show_config = false;
  std::string default_out = BerConfig{}.out;  // of the command; set before the parse
};

void add_ber_options(CLI::App& command, BerFlags& flags);
// One flag, for commands that share some of the fields of ohmimo ber.
void add_field_option(CLI::App& command, const Field& field, FieldTexts& values);

// Defaults, then the file, then the flags; automatic values replaced; checked. Throws std::invalid_argument.
BerConfig resolve(const BerFlags& flags);

// The arguments, with `compare --penalty` in the words of the command it means: `penalty`, whose options are those of a
// link and not of hardware.
std::vector<const char*> spelled_out(int argc, const char* const* argv);

// One sentence on stderr for what CLI11 refused, returns 2; for --help prints the help and returns 0.
int report_usage_error(const CLI::App& app, const CLI::ParseError& error);
// The same for std::invalid_argument and its like.
int report_usage_error(const std::exception& error);

}  // namespace ohmimo
