// Numbers inside the specification of a model, such as the 0.5 of exp:0.5.
#pragma once
#include <string_view>

namespace ohmimo {

// All of text as one finite number. Throws std::invalid_argument naming field, rule and value.
double parameter_from_text(std::string_view field, std::string_view text);

}  // namespace ohmimo
