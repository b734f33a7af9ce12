// `ohmimo penalty`: what the analogue hardware costs in dB of SNR at a target BER.
#pragma once
#include <CLI/CLI.hpp>

#include "apps/config.hpp"
#include "apps/penalty/penalty.hpp"

namespace ohmimo {

struct PenaltyFlags {
  PenaltyRule rule;
};

// Added to the options of `ohmimo ber`, of which it takes the system, the solver, max-frames, max-seconds, seed,
// threads and out.
void add_penalty_options(CLI::App& command, PenaltyFlags& flags);

// The configured setting, then maps. Returns the exit code (0, or 130 after Ctrl-C).
int run_penalty(const BerConfig& config, const PenaltyFlags& flags);

}  // namespace ohmimo
