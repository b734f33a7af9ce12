// `ohmimo reproduce`: published figures of the solver, simulated and drawn over the paper's points.
#pragma once
#include <string>

#include "apps/commands/command.hpp"
#include "apps/studies/reproduce/zuo2025.hpp"

namespace ohmimo {

struct ReproduceFlags {
  std::string paper;
  std::string figure;  // or all
  std::string out = "results/reproduce";
  reproduce::ReproduceOptions options;
  GivenFlags given;
};

Command reproduce_command();

// Prints ours, the paper's and the difference; writes OUT/PAPER_figFIG.csv, .png and .svg. Throws std::invalid_argument
// for a wrong option, before anything is written.
int run_reproduce(const ReproduceFlags& flags);

}  // namespace ohmimo
