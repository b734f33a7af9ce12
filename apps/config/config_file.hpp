// A Config from TOML: a file of the user's, or an experiment compiled in from data/experiments.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "apps/config/config.hpp"

namespace ohmimo {

// TOML text over the defaults, not yet checked: tables named by section, or keys alone. source names the text in
// errors: "my.toml line 3: rx must be ...".
Config config_from_toml(std::string_view text, const std::string& source);

// The names that --config takes besides paths, for example "quickstart".
std::vector<std::string> experiment_names();

// Reads the experiment of that name, else the file at that path. Throws std::invalid_argument.
Config load_config(const std::string& name_or_path);

}  // namespace ohmimo
