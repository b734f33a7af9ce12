#include "apps/commands/bench.hpp"

#include <fmt/format.h>

#include "apps/bench/demapper_bench.hpp"
#include "apps/bench/kernel_bench.hpp"
#include "apps/bench/link_bench.hpp"
#include "apps/bench/random_bench.hpp"
#include "apps/bench/rram_bench.hpp"
#include "apps/bench/solver_bench.hpp"
#include "apps/results/text_file.hpp"
#include "phy/simd/kernels.hpp"

extern "C" char* openblas_get_corename();

namespace ohmimo {

void add_bench_options(CLI::App& command, BenchFlags& flags) {
  command.add_option("area", flags.area, "what to measure")
      ->check(CLI::IsMember({"all", "kernels", "random", "demapper", "link", "rram"}))
      ->option_text("all|kernels|random|demapper|link|rram");
  command.add_option("--json", flags.json, "write the rows to this file as well")->option_text("FILE");
  command.add_flag("--quick", flags.quick, "one short round each: checks that it runs, not how fast");
}

int run_bench(const BenchFlags& flags) {
  fmt::print("kernels: {}; OpenBLAS core: {}, one thread; medians of interleaved rounds, thread CPU time, one core\n",
             simd::kernels().isa, openblas_get_corename());
  std::vector<BenchRow> rows;
  if (!flags.json.empty()) require_writable_file("json", flags.json);
  const auto wanted = [&](const std::string& area) { return flags.area == "all" || flags.area == area; };
  const auto add = [&](const std::string& area, std::vector<BenchRow> (*bench)(bool quick)) {
    if (wanted(area))
      for (BenchRow& row : bench(flags.quick)) rows.push_back(std::move(row));
  };
  add("kernels", bench_kernels);
  add("random", bench_random);
  add("demapper", bench_demapper);
  add("link", bench_link);
  add("rram", bench_rram);
  add("rram", bench_solver);
  print_bench_table(rows);
  if (!flags.json.empty()) write_text_file(flags.json, bench_json(rows));
  return 0;
}

}  // namespace ohmimo
