// The options of `ohmimo ber`, which other commands share: from the command line and a TOML file to a checked
// configuration.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/commands/command.hpp"
#include "apps/config/config.hpp"
#include "apps/config/config_fields.hpp"

namespace ohmimo {

// What the command line said.
struct BerFlags {
  FieldTexts values = {};
  std::optional<std::string> config = {};  // --config: path of a TOML file, or name of a built-in experiment
  bool show_config = false;
  // Of the command, set before the parse: its folder, and the fields it has no use for, which it does not offer.
  std::string default_out = Config{}.output.out;
  std::vector<std::string_view> unused = {};
};

// One option per field of the configuration that the command uses, --config and --show-config.
std::vector<Option> ber_options(BerFlags& flags);

// For commands that hold one analogue detector against its digital counterpart: the help of --detector says so.
void name_analogue_detector(std::vector<Option>& options);

// One field, for commands that share some of them; the help names its default.
Option field_option(const Field& field, FieldTexts& values, const Config& defaults = {});

// Defaults, then the file, then the flags; automatic values replaced; checked. Throws std::invalid_argument.
Config resolve(const BerFlags& flags);

// Prints the configuration as TOML; returns 0.
int print_config(const Config& config);

// run(resolved configuration), or with --show-config the configuration alone. Returns the exit code.
template <class Run>
int with_config(const BerFlags& flags, Run run) {
  const Config config = resolve(flags);
  return flags.show_config ? print_config(config) : run(config);
}

}  // namespace ohmimo
