// `ohmimo train`: second-order training with its curvature matrices on the analogue solver, beside exact and
// first-order optimisers.
#pragma once
#include <string>

#include "apps/commands/link_flags.hpp"
#include "apps/studies/train/train_run.hpp"

namespace ohmimo {

struct TrainFlags {
  train::TrainPlan plan;
  std::string task = "logistic", data, optimisers;  // empty: the ill-conditioned set; all of the task
  std::string scaling = "jacobi", diagonal = "resistors";
  std::string refresh, steps;  // empty: as the task has it
  int cycles = 1;
  BerFlags link;  // fields shared with ohmimo ber, --config and --show-config
  std::string out = "results/train";
};

Command train_command();

// Prints a line per optimiser; writes OUT/train.csv, .png and .svg. Returns the exit code. Throws std::invalid_argument
// before a file is written.
int run_train(const TrainFlags& flags, const ConfigFile& file = {}, std::span<const Option> options = {});

}  // namespace ohmimo
