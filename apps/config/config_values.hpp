// One field of a Config from and to text.
#pragma once
#include <string>

#include "apps/config/config_fields.hpp"

namespace ohmimo {

// Text as on the command line. Throws std::invalid_argument naming field, rule and value.
void set_from_text(Config& config, const Field& field, const std::string& text);

// Value as TOML; of a copy, since a place is also one to write to.
std::string toml_value(Config config, const Field& field);

}  // namespace ohmimo
