// `ohmimo solve`: any linear system on the simulated analogue solver.
#pragma once
#include <span>
#include <string>

#include "apps/commands/command.hpp"
#include "apps/commands/link_flags.hpp"
#include "apps/config/config.hpp"
#include "apps/studies/solve/linear_system.hpp"

namespace ohmimo {

struct SolveFlags {
  solve::SystemSpec system;
  BerFlags link;  // fields shared with ohmimo ber, --config and --show-config
  std::string cycles = "10", tolerance = "0", wire_accuracy = "0";
  std::string out = "results/solve";
  std::string solution;  // file; empty = OUT/solution.csv
  bool integer = false;  // of stencils: all elements in cells, at whole levels
  bool dump = false;     // conductances and voltages as well
};

Command solve_command();

// The settings of the head line of ohmimo solve: those that always matter, then those that differ from their default.
std::string main_settings(const Config& config, int cycles);

// file: of --config; options: whose values are written beside the results. Prints the cycles and the summary; writes
// OUT/solve.csv, .png, .svg, the solution and the dump. Returns 0, or 1 with a sentence on stderr if the solver
// diverged, saturated, was unstable or came to numbers that are not finite. Throws std::invalid_argument before a file
// is written.
int run_solve_command(const SolveFlags& flags, const ConfigFile& file = {}, std::span<const Option> options = {});

}  // namespace ohmimo
