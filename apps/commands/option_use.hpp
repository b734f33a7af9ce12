// Options given on the command line that a run would not heed: refused, so that nobody takes a result for the effect of
// an option that had none. Configuration files are shared between commands and may say more than one of them uses.
#pragma once
#include <span>
#include <string_view>

#include "apps/commands/command.hpp"
#include "apps/config/config.hpp"
#include "apps/config/config_fields.hpp"

namespace ohmimo {

// Throws std::invalid_argument naming the first given field that changes nothing in any of these configurations, and
// what it needs. The rungs of the fidelity ladder are those of the tests (test_option_use.cpp).
void refuse_without_effect(const FieldTexts& given, std::span<const Config> configs);
inline void refuse_without_effect(const FieldTexts& given, const Config& config) {
  refuse_without_effect(given, {&config, 1});
}

// Throws std::invalid_argument if a list of detectors or of cycles is given to a command that uses one of them.
void refuse_lists(const FieldTexts& given, std::string_view command);

}  // namespace ohmimo
