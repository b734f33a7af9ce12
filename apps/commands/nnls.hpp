// `ohmimo nnls`: non-negative least squares on a simulated analogue circuit.
#pragma once
#include <span>
#include <string>

#include "apps/commands/link_flags.hpp"
#include "apps/studies/nnls/nnls_problem.hpp"
#include "apps/studies/nnls/nnls_setting.hpp"

namespace ohmimo {

struct NnlsFlags {
  nnls::ProblemSpec problem;
  nnls::CircuitWords circuit;
  int cycles = 8;
  bool settling = false, dump = false;
  std::string out = "results/nnls", solution = "solution.csv";
  BerFlags link;  // fields shared with ohmimo ber, --config and --show-config
};

Command nnls_command();

// Prints the cycles and the summary; writes OUT/nnls.csv, .png, .svg, the solution and the dump. Returns 0, or 1 with a
// sentence on stderr if a right-hand side was not solved. Throws std::invalid_argument before a file is written.
int run_nnls_command(const NnlsFlags& flags, const ConfigFile& file = {}, std::span<const Option> options = {});

}  // namespace ohmimo
