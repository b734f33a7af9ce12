// The options of `ohmimo ber`, which other commands share: from the command line and a TOML file to a checked
// configuration.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/commands/command.hpp"
#include "apps/commands/option_record.hpp"
#include "apps/commands/run_output.hpp"
#include "apps/config/config.hpp"
#include "apps/config/config_fields.hpp"
#include "apps/config/config_file.hpp"

namespace ohmimo {

// What the command line said.
struct BerFlags {
  FieldTexts values = {};
  std::optional<std::string> config = {};  // --config: path of a TOML file, or name of a built-in experiment
  bool show_config = false;
  // Of the command, set before the parse: its folder, and the fields it has no use for, which it does not offer.
  std::string default_out = Config{}.output.out;
  std::vector<std::string_view> unused = {};
  void (*adapt)(Config&) = nullptr;  // what it takes where neither a file nor a flag says something
  GivenFlags given = {};
  OutputFlags output = {};
};

// Fields for frames that are slots, which `loss` and `penalty` do not make.
std::vector<std::string_view> fields_of_whole_slots();

// One option per field of the configuration that the command uses, those of config_options() and output_options().
std::vector<Option> ber_options(BerFlags& flags);

// --config and --show-config.
std::vector<Option> config_options(BerFlags& flags);

// For commands that hold one analogue detector against its digital counterpart: the help of --detector says so.
void name_analogue_detector(std::vector<Option>& options);

// One field, for commands that share some of them; the help names its default.
Option field_option(const Field& field, FieldTexts& values, const Config& defaults = {});

// The file of --config, or the defaults.
ConfigFile config_file(const BerFlags& flags);
// Sets those of the command's own options that were not given, from the file.
ConfigFile config_file_of(const Command& command, const BerFlags& flags, const ConfigFile& file);
ConfigFile config_file_of(const Command& command, const BerFlags& flags);

// File, then flags; not checked.
Config merged_config(const BerFlags& flags, const ConfigFile& file);

// The same, checked; automatic values are kept. Throws std::invalid_argument, which says where in the file a field
// stands that it names.
Config resolve(const BerFlags& flags, const ConfigFile& file);
Config resolve(const BerFlags& flags);

// error with the places of the fields that it names, of those that the file sets and no flag: "... (stages: my.toml
// line 3)".
std::string with_places(const std::string& error, const BerFlags& flags, const ConfigFile& file);

// run(checked configuration, text of the command's own options), or with --show-config the configuration alone. Returns
// the exit code.
template <class RunCommand>
int with_config(const Command& command, const BerFlags& flags, const ConfigFile& given, RunCommand run) {
  const ConfigFile file = config_file_of(command, flags, given);
  const Config config = resolve(flags, file);
  const std::string record = record_of(command.name, command.options);
  if (!flags.show_config) return run(config, record);
  print_settings(record_text(config, record));
  return 0;
}
template <class RunCommand>
int with_config(const Command& command, const BerFlags& flags, RunCommand run) {
  return with_config(command, flags, config_file(flags), run);
}

}  // namespace ohmimo
