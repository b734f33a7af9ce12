// `ohmimo reproduce`: published figures of the solver, simulated and drawn over the paper's points.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "apps/commands/command.hpp"
#include "apps/commands/run_output.hpp"
#include "apps/studies/reproduce/zuo2025.hpp"

namespace ohmimo {

struct ReproduceFlags {
  std::string paper = "zuo2025";
  std::string figure = "all";
  std::optional<std::string> config;
  OutputFlags output;
  std::string out = "results/reproduce";
  reproduce::ReproduceOptions options;
  GivenFlags given;
};

Command reproduce_command();

// Prints ours, the paper's and the difference; writes OUT/PAPER_figFIG.csv, .png and .svg. Throws std::invalid_argument
// for a wrong option, before anything is written.
// options: whose values are written beside the figures.
int run_reproduce(ReproduceFlags& flags, std::span<const Option> options);

}  // namespace ohmimo
