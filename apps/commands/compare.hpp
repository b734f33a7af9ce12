// `ohmimo compare`: the solver as modelled hardware beside published designs.
#pragma once
#include <span>
#include <string>

#include "apps/commands/command.hpp"
#include "apps/commands/link_flags.hpp"

namespace ohmimo {

struct CompareFlags {
  BerFlags link;  // fields shared with ohmimo ber, --config and --show-config
  std::string tile = "auto", reuse = "168", parallel = "1", node_nm = "40";
  std::string write_parallel = "1";
  std::string speeds_kmh = "3,30,120", carrier_GHz = "3.5", delay_spread_ns = "100", coherence = "0.5",
              endurance = "1e9";
  std::string out = "results/compare";
  double target_bler = 0.1;     // of a coded link: where the SNR penalty is taken
  bool unconfirmed = false;     // published figures recalled from memory too
  bool no_penalty = false;      // leave the simulated SNR penalty out
  bool penalty_help = false;    // --penalty is another command (command_line.hpp); here for the help only
  std::string audit;            // a paper whose claims are gone through instead
  std::string channels = "50";  // of the simulations of the audit
};

Command compare_command();

// file: of --config; options: whose values are written beside the results. Prints the tables; writes OUT/compare.csv,
// .json, .png and .svg, or OUT/audit_PAPER.md. Throws std::invalid_argument for a wrong option, before anything is
// written.
int run_compare(const CompareFlags& flags, const ConfigFile& file = {}, std::span<const Option> options = {});

}  // namespace ohmimo
