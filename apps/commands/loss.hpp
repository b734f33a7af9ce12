// `ohmimo loss`: how many refinement cycles keep the analogue solver within a given loss of floating point.
#pragma once
#include "apps/commands/link_flags.hpp"
#include "apps/config/config.hpp"

namespace ohmimo {

struct LossFlags {
  BerFlags link = {.default_out = "results/loss",
                   .unused = {"csi", "snr", "snr-def", "cycles", "vectors-per-channel", "fixed-channel", "min-errors",
                              "min-error-channels", "max-frames", "max-bits", "max-seconds", "golden", "title"}};
  double target_ber = 1e-3;
  double loss_db = 0.1;
  int max_cycles = 12;
  int n_channel = 200;
};

// With the options of `ohmimo ber` that it has a use for: system, solver, seed, threads and out.
Command loss_command();

// Prints the summary and writes OUT/loss.csv, one row per channel, its picture and OUT/loss.toml, with record: the text
// of the options above. Channels are drawn also where the
// configuration, made for ohmimo ber, fixes one. Throws std::invalid_argument, before anything is written, for what
// cannot be run.
int run_loss(const Config& config, const LossFlags& flags, const std::string& record = {});

}  // namespace ohmimo
