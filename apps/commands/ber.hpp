// `ohmimo ber`: bit error rate over SNR.
#pragma once
#include "apps/commands/command.hpp"
#include "apps/config/run.hpp"

namespace ohmimo {

Command ber_command();

// Returns the exit code (0, or 130 after Ctrl-C). Throws std::invalid_argument if the output folder cannot be used;
// nothing has been written then. json: ber.json is written beside ber.csv.
int run_ber(const Run& run, bool json = false);

}  // namespace ohmimo
