// One field of a BerConfig from and to text.
#pragma once
#include <string>

#include "apps/config/config_fields.hpp"

namespace ohmimo {

// Text as on the command line. Throws std::invalid_argument naming field, rule and value.
void set_from_text(BerConfig& config, const Field& field, const std::string& text);

// Value as TOML.
std::string toml_value(const BerConfig& config, const Field& field);

}  // namespace ohmimo
