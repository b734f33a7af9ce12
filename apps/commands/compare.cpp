#include "apps/commands/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/link_flags.hpp"
#include "apps/commands/matrix_options.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/config/config_values.hpp"
#include "apps/config/run.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/audit/audit.hpp"
#include "apps/studies/compare/comparison_output.hpp"
#include "apps/studies/compare/scatter_plot.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace audit;
using namespace compare;
using namespace penalty;

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 20> shared_fields = {
    "rx",         "users",      "modulation",    "channel",  "cycles",   "word-bits", "schur",
    "mapping",    "refinement", "equilibrate",   "device",   "dac-bits", "adc-bits",  "hp-adc-bits",
    "opamp-gain", "gbwp-hz",    "rows-per-read", "wire-ohm", "c-row-f",  "seed"};

CompareConfig config_from(const CompareFlags& flags) {
  CompareConfig config;
  for (const Field& field : config_fields())
    if (const auto given = flags.link.find(field.name); given != flags.link.end())
      set_from_text(config.system, field, given->second);
  if (flags.tile != "auto") config.tile = integer_from_text("tile", flags.tile);
  config.n_reuse = number_from_text("reuse", flags.reuse);
  config.parallel = integer_from_text("parallel", flags.parallel);
  config.node_nm = number_from_text("node-nm", flags.node_nm);
  config.unconfirmed = flags.unconfirmed;
  return checked(config);
}

CoherenceOptions coherence_from(const CompareFlags& flags) {
  CoherenceOptions options;
  options.mobility.carrier_GHz = number_from_text("carrier-ghz", flags.carrier_GHz);
  options.mobility.delay_spread_ns = number_from_text("delay-spread-ns", flags.delay_spread_ns);
  options.mobility.correlation = number_from_text("coherence", flags.coherence);
  options.endurance_cycles = number_from_text("endurance", flags.endurance);
  options.speeds_kmh.clear();
  for (const std::string& speed : split(flags.speeds_kmh, ',')) {
    options.speeds_kmh.push_back(number_from_text("speed-kmh", speed));
    options.mobility.speed_kmh = options.speeds_kmh.back();
    check(options.mobility);
  }
  if (!(options.endurance_cycles >= 1.0 && options.endurance_cycles <= 1e18))
    throw std::invalid_argument(
        fmt::format("endurance must be from 1 to 1e18 cycles, got {}", options.endurance_cycles));
  return options;
}

rram::PartCosts parts_from(const CompareFlags& flags) {
  rram::PartCosts parts = rram::load_part_costs("cost/bottom_up_40nm.toml");
  const int at_once = integer_from_text("write-parallel", flags.write_parallel);
  if (at_once < 1 || at_once > 1'000'000)
    throw std::invalid_argument(fmt::format("write-parallel must be from 1 to 1000000 cells, got {}", at_once));
  parts.cells_written_at_once = at_once;
  return parts;
}

void write_picture(const std::string& script, const fs::path& stem) {
  try {
    external::run_gnuplot(script, stem);
    fmt::print("{0}.png\n{0}.svg\n", stem.string());
  } catch (const std::runtime_error& error) {
    fmt::print(stderr, "ohmimo: no picture: {}\n", error.what());
  }
}

// The penalty at BER 1e-3, as narrow as a minute allows.
void add_penalty(const Run& run, ComparisonTable& table) {
  const PenaltyRule rule;
  ProgressLine line;
  PenaltyControl control;
  control.run = {run.threads, std::min(run.stop.max_seconds, 60.0), &interrupt_flag()};
  control.progress = [&line](double fraction) {
    if (line.due()) line.show(fmt::format("SNR penalty  {:.0f} %", 100.0 * std::min(fraction, 1.0)));
  };
  note_penalty(measure_penalty(link_pair(run), rule, control), rule, table);
  line.clear();
}

int run_audit(const CompareFlags& flags) {
  if (flags.audit != "zuo2025")
    throw std::invalid_argument(fmt::format("audit must be zuo2025, got {}", in_quotes(flags.audit)));
  AuditOptions options;
  Config config;
  constexpr std::array<std::string_view, 5> heeded = {"audit", "seed", "channels", "reuse", "out"};
  for (const std::string& name : flags.given)
    if (std::ranges::find(heeded, name) == heeded.end())
      throw std::invalid_argument(
          fmt::format("audit takes the systems of the paper and prices them itself: {} must not be given", name));
  if (const auto seed = flags.link.find("seed"); seed != flags.link.end())
    config.run.seed = natural_from_text("seed", seed->second);
  options.seed = config.run.seed;
  options.threads = thread_count(config);
  options.n_channel = integer_from_text("channels", flags.channels);
  options.n_reuse = number_from_text("reuse", flags.reuse);
  check(options);
  const fs::path folder = flags.out;
  require_writable_folder(folder);
  const std::string text = audit_markdown(audit_zuo2025(options));
  fmt::print("{}", text);
  const fs::path file = folder / fmt::format("audit_{}.md", flags.audit);
  write_text_file(file, text);
  fmt::print("\n{}\n", file.string());
  return 0;
}

}  // namespace

Command compare_command() {
  const auto flags = std::make_shared<CompareFlags>();
  std::vector<Option> options;
  for (const Field& field : config_fields())
    if (std::ranges::find(shared_fields, field.name) != shared_fields.end())
      options.push_back(field_option(field, flags->link));
  Option& cycles = option_named(options, "--cycles");
  cycles.form = "N";
  cycles.help = "refinement cycles";
  cycles.shown = "3";
  const std::vector<Option> own = {
      {"--tile", &flags->tile, "N|auto", "rows of one inversion array; auto: at most 4"},
      {"--reuse", &flags->reuse, "N", "vectors that one programmed channel serves"},
      {"--parallel", &flags->parallel, "N", "solvers side by side"},
      {"--node-nm", &flags->node_nm, "NM", "node that published designs are scaled to"},
      {"--write-parallel", &flags->write_parallel, "N", "cells written at once"},
      {"--speed-kmh", &flags->speeds_kmh, "V,V,...", "speeds for which reprogramming is shown"},
      {"--carrier-ghz", &flags->carrier_GHz, "F", "carrier"},
      {"--delay-spread-ns", &flags->delay_spread_ns, "T", "rms delay spread"},
      {"--coherence", &flags->coherence, "C", "correlation at which a channel counts as new"},
      {"--endurance", &flags->endurance, "N", "cycles that a cell lasts"},
      {"--unconfirmed", &flags->unconfirmed, "", "show published figures recalled from memory too"},
      {"--no-penalty", &flags->no_penalty, "", "do not simulate the SNR penalty at BER 1e-3"},
      {"--penalty", &flags->penalty_help, "",
       "sweep devices and circuits instead: the command `ohmimo penalty` with all its options"},
      {"--audit", &flags->audit, "PAPER", "go through the claims of a paper instead: zuo2025"},
      {"--channels", &flags->channels, "N", "of --audit: channels simulated"},
      {"--out", &flags->out, "DIR", "folder for CSV, JSON, PNG and SVG"}};
  options.insert(options.end(), own.begin(), own.end());
  return {"compare", "the solver as modelled hardware beside published designs", options, &flags->given,
          [flags] { return run_compare(*flags); }};
}

int run_compare(const CompareFlags& flags) {
  if (!flags.audit.empty()) return run_audit(flags);
  constexpr std::array<std::string_view, 1> of_audit = {"channels"};
  refuse_given(flags.given, of_audit, "must go with audit");
  refuse_lists(flags.link, "compare");
  const CompareConfig config = config_from(flags);
  const CoherenceOptions coherence = coherence_from(flags);
  const rram::PartCosts parts = parts_from(flags);
  const fs::path folder = flags.out;
  require_writable_folder(folder);
  const SolverCosts costs = solver_costs(config, parts);
  ComparisonTable table = compare::compare(config, costs);
  if (!flags.no_penalty) add_penalty(make_run(config.system), table);
  fmt::print("{}{}{}{}", comparison_heading(config), cost_tables(costs), coherence_text(costs, coherence),
             comparison_tables(table));
  write_text_file(folder / "compare.csv", csv_text(comparison_table(table)));
  write_text_file(folder / "compare.json", comparison_json(table, costs, coherence));
  fmt::print("{0}/compare.csv\n{0}/compare.json\n", folder.string());
  write_picture(scatter_script(table), folder / "compare");
  return 0;
}

}  // namespace ohmimo
