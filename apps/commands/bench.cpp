#include "apps/commands/bench.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "apps/bench/channel_bench.hpp"
#include "apps/bench/coded_link_bench.hpp"
#include "apps/bench/coding_bench.hpp"
#include "apps/bench/demapper_bench.hpp"
#include "apps/bench/fronthaul_bench.hpp"
#include "apps/bench/kernel_bench.hpp"
#include "apps/bench/link_bench.hpp"
#include "apps/bench/nnls_bench.hpp"
#include "apps/bench/random_bench.hpp"
#include "apps/bench/rram_bench.hpp"
#include "apps/bench/solver_bench.hpp"
#include "apps/bench/stream_bench.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/results/text_file.hpp"
#include "phy/simd/kernels.hpp"

extern "C" char* openblas_get_corename();

namespace ohmimo {

using namespace bench;

namespace {

struct Area {
  const char* name;
  std::vector<Benchmark> (*benchmarks)(bool quick);
};
constexpr Area areas[] = {
    {"kernels", kernel_benchmarks},  {"random", random_benchmarks},       {"demapper", demapper_benchmarks},
    {"coding", coding_benchmarks},   {"link", link_benchmarks},           {"link", coded_link_benchmarks},
    {"channel", channel_benchmarks}, {"rram", circuit_benchmarks},        {"rram", solver_benchmarks},
    {"nnls", nnls_benchmarks},       {"fronthaul", fronthaul_benchmarks}, {"stream", stream_benchmarks}};
const std::vector<std::string> area_words = {"all",     "kernels", "random", "demapper",  "coding", "link",
                                             "channel", "rram",    "nnls",   "fronthaul", "stream"};

// OpenBLAS 0.3.21 takes processors that it does not know for older ones.
bool knows_avx512(const std::string& openblas_core) {
  return openblas_core == "SkylakeX" || openblas_core == "Cooperlake" || openblas_core == "SapphireRapids";
}

}  // namespace

Command bench_command() {
  const auto flags = std::make_shared<BenchFlags>();
  std::vector<Option> options = {
      {"area", &flags->area, fmt::format("{}", fmt::join(area_words, "|")), "what to measure"},
      {"--json", &flags->json, "FILE", "write the rows to this file as well"},
      {"--quick", &flags->quick, "", "one short round each: checks that it runs, not how fast"}};
  return {"bench", "speed of this program against rivals in the same run", options, nullptr,
          [flags](const Command&) { return run_bench(*flags); }};
}

int run_bench(const BenchFlags& flags) {
  place_of("area", flags.area, area_words);
  if (!flags.json.empty()) require_writable_file("json", flags.json);
  const std::string isa = simd::kernels().isa, openblas_core = openblas_get_corename();
  print_text(fmt::format(
      "kernels: {}; OpenBLAS core: {}, one thread; medians of interleaved rounds, thread CPU time, one core\n", isa,
      openblas_core));
  if (isa == "avx512" && !knows_avx512(openblas_core))
    print_text(
        fmt::format("OpenBLAS core {} has no AVX-512 kernels, ours do: OPENBLAS_CORETYPE=SkylakeX lets it use them\n",
                    openblas_core));
  if (flags.area == "all" || flags.area == "kernels")
    print_text("shares of the peak count a complex product as four real ones; ours takes three: the limit is 133 %\n");
  std::vector<Benchmark> benchmarks;
  for (const Area& area : areas)
    if (flags.area == "all" || flags.area == area.name)
      for (Benchmark& benchmark : area.benchmarks(flags.quick)) benchmarks.push_back(std::move(benchmark));

  const TextTable table = bench_text_table(terminal_columns(STDOUT_FILENO));
  fmt::print("{}", table.titles());
  const std::atomic<bool>& interrupted = interrupt_flag();
  UnitProgress progress("benchmark", benchmarks.size());
  std::vector<BenchRow> rows;
  for (std::size_t k = 0; k < benchmarks.size() && !interrupted; ++k) {
    progress.begin(k);
    const std::vector<BenchRow> measured = benchmarks[k]();
    progress.clear();
    for (const BenchRow& row : measured) fmt::print("{}", table.line(bench_cells(row)));
    std::fflush(stdout);
    rows.insert(rows.end(), measured.begin(), measured.end());
  }
  if (!flags.json.empty())
    write_text_file(flags.json, json_text({{"version", OHMIMO_VERSION}, {"isa", isa}, {"openblas_core", openblas_core}},
                                          bench_columns().table(rows)));
  return interrupt_code();
}

}  // namespace ohmimo
