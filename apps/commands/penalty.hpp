// `ohmimo penalty`: what the analogue hardware costs in dB of SNR at a target BER, and maps of it over the parameters
// of devices and circuits.
#pragma once
#include "apps/commands/link_flags.hpp"
#include "apps/config/run.hpp"
#include "apps/studies/penalty/penalty.hpp"

namespace ohmimo {

struct PenaltyFlags {
  BerFlags link = {.default_out = "results/penalty",
                   .unused = {"snr", "snr-def", "min-errors", "min-error-channels", "max-bits", "golden", "title"}};
  penalty::PenaltyRule rule;
  double target_bler = 0.1;         // of a coded link, in place of rule.target_ber
  double loss_db = 0.1;             // of the table of limits
  bool point = false;               // the configured setting only
  bool full = false;                // every pair
  std::vector<std::string> pairs;   // "wire-ohm,levels"; none = a small set
  std::vector<std::string> values;  // "wire-ohm=0,5,10"
};

// With the options of `ohmimo ber` that it has a use for: system, solver, max-frames, max-seconds, seed, threads, out.
Command penalty_command();

// Measures and prints the configured setting, one sweep per parameter, and a map per pair; writes OUT/penalty.csv,
// OUT/penalty.toml, with record, the text of the options above, and OUT/penalty_X_Y.{png,svg}. Returns the exit code.
// Throws std::invalid_argument, before anything is written, for what cannot be run.
int run_penalty(const Run& run, const PenaltyFlags& flags, const std::string& record = {});

}  // namespace ohmimo
