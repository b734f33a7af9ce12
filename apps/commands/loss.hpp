// `ohmimo loss`: how many refinement cycles keep the analogue solver within a given loss of floating point.
#pragma once
#include <CLI/CLI.hpp>

#include "apps/config.hpp"

namespace ohmimo {

struct LossFlags {
  double target_ber = 1e-3;
  double loss_db = 0.1;
  int max_cycles = 12;
  int n_channel = 200;
};

// Added to the options of `ohmimo ber`, of which it takes the system, the solver, seed, threads and out.
void add_loss_options(CLI::App& command, LossFlags& flags);

// Prints the summary and writes OUT/loss.csv, one row per channel.
int run_loss(const BerConfig& config, const LossFlags& flags);

}  // namespace ohmimo
