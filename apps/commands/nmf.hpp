// `ohmimo nmf`: non-negative matrix factorisation on a simulated analogue circuit, beside exact arithmetic.
#pragma once
#include <span>
#include <string>

#include "apps/commands/link_flags.hpp"
#include "apps/studies/nmf/nmf_data.hpp"
#include "apps/studies/nnls/nnls_setting.hpp"

namespace ohmimo {

struct NmfFlags {
  nmf::DataSpec data;
  nnls::CircuitWords circuit;
  std::string algorithms = "exact,anls", bits = "8";
  std::string rank = "16", ridge;  // empty: 0.02 for ratings that are masked, else 0
  int iterations = 20, top = 10;
  std::string user, factors = "npy";
  std::string out = "results/nmf";
  BerFlags link;  // fields shared with ohmimo ber, --config and --show-config
};

Command nmf_command();

// Prints a line per algorithm; writes OUT/nmf.csv, the factors and pictures. Returns the exit code. Throws
// std::invalid_argument before a file is written.
int run_nmf_command(const NmfFlags& flags, const ConfigFile& file = {}, std::span<const Option> options = {});

}  // namespace ohmimo
