// A Config from TOML: a file of the user's, or an experiment compiled in from data/experiments.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/config/config.hpp"

namespace ohmimo {

// An option of a command's own, kept in the table of that command.
struct OwnValue {
  std::string name;                 // of the flag, without dashes
  std::vector<std::string> values;  // as the flag would carry them, one each time it is given
  std::string place;                // "my.toml line 3"
};

struct ConfigFile {
  Config config;
  std::map<std::string, std::string, std::less<>> places;         // field -> "my.toml line 3", of those that it sets
  std::map<std::string, std::vector<OwnValue>, std::less<>> own;  // command -> its table
};

// TOML text over the defaults, not yet checked: tables named by section or command, or keys alone. source names the
// text in errors: "my.toml line 3: rx must be ...".
ConfigFile config_file_from_toml(std::string_view text, const std::string& source);
Config config_from_toml(std::string_view text, const std::string& source);

// The commands that may have a table for options of their own, and the tables of a study of many configurations.
std::span<const std::string_view> command_tables();

// The names that --config takes besides paths, for example "quickstart".
std::vector<std::string> experiment_names();

// The text of the file at that path. Throws std::invalid_argument.
std::string read_config_text(const std::string& path);
// The same for what else is either a file or a name of ours.
std::string read_text_or_names(const std::string& path, std::string_view field, const std::vector<std::string>& names);

// Reads the experiment of that name, else the file at that path. Throws std::invalid_argument.
ConfigFile load_config_file(const std::string& name_or_path);
Config load_config(const std::string& name_or_path);

}  // namespace ohmimo
