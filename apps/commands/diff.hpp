// `ohmimo diff`: whether two runs of ber differ by more than chance.
#pragma once
#include <string>

#include "apps/commands/command.hpp"

namespace ohmimo {

struct DiffFlags {
  std::string a, b;  // folders of runs, or tables
  std::string json;  // file, or empty
};

Command diff_command();

// Returns 0 if no point differs, 1 if one does. Throws std::invalid_argument, before anything is printed, for what is
// no run of ber and for runs without a point in common.
int run_diff(const DiffFlags& flags);

}  // namespace ohmimo
