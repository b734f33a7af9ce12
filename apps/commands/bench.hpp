// `ohmimo bench`: speed of this program against rivals measured in the same run.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

namespace ohmimo {

struct BenchFlags {
  std::string area = "all";
  std::string json;  // file, or empty
  bool quick = false;
};

void add_bench_options(CLI::App& command, BenchFlags& flags);
int run_bench(const BenchFlags& flags);

}  // namespace ohmimo
