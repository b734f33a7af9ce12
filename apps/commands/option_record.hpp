// Options of a command's own as text: set from what is typed, written into the table [COMMAND] of the configuration
// beside its results, and read back from there.
#pragma once
#include <span>
#include <string>

#include "apps/commands/command.hpp"
#include "apps/config/config_file.hpp"

namespace ohmimo {

// Throws std::invalid_argument naming the option, the rule and the text.
void set_option(const Option& option, const std::string& text);

// The value that the target has; "" for a field, whose value the configuration knows.
std::string option_text(const Option& option);

// "[loss]\ntarget-ber = 0.001\n": the options of in_record, but for texts that are empty; "" if there are none.
std::string record_of(std::string_view command, std::span<const Option> options);

// Sets the options of the command's table that were not given on the command line. Throws std::invalid_argument naming
// file and line.
void set_from_record(const ConfigFile& file, std::string_view command, std::span<const Option> options,
                     const GivenFlags& given);

}  // namespace ohmimo
