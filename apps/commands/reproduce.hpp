// `ohmimo reproduce`: published figures of the solver, simulated and drawn over the paper's points.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

#include "apps/commands/command_line.hpp"
#include "apps/studies/reproduce/zuo2025.hpp"

namespace ohmimo {

struct ReproduceFlags {
  std::string paper;
  std::string figure;  // or all
  std::string out = "results/reproduce";
  ReproduceOptions options;
  GivenFlags given;
};

void add_reproduce_options(CLI::App& command, ReproduceFlags& flags);

// Prints ours, the paper's and the difference; writes OUT/PAPER_figFIG.csv, .png and .svg. Throws std::invalid_argument
// for a wrong option, before anything is written.
int run_reproduce(const ReproduceFlags& flags);

}  // namespace ohmimo
