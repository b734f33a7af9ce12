// `ohmimo bench`: speed of this program against rivals measured in the same run.
#pragma once
#include <string>

#include "apps/commands/command.hpp"

namespace ohmimo {

struct BenchFlags {
  std::string area = "all";
  std::string json;  // file, or empty
  bool quick = false;
};

Command bench_command();
int run_bench(const BenchFlags& flags);

}  // namespace ohmimo
