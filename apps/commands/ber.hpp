// `ohmimo ber`: bit error rate over SNR.
#pragma once
#include "apps/commands/command.hpp"
#include "apps/config/config.hpp"

namespace ohmimo {

Command ber_command();

// Runs a checked configuration with automatic values resolved; returns the exit code (0, or 130 after Ctrl-C). Throws
// std::invalid_argument if the output folder cannot be used; nothing has been written then.
// json: ber.json is written beside ber.csv.
int run_ber(const BerConfig& config, bool json = false);

}  // namespace ohmimo
