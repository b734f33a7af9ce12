#include "apps/commands/compare.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/link_flags.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/config/rules.hpp"
#include "apps/config/run.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/studies/audit/audit.hpp"
#include "apps/studies/compare/comparison_output.hpp"
#include "apps/studies/compare/scatter_plot.hpp"
#include "apps/text/lines.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace audit;
using namespace compare;
using namespace penalty;

namespace {

namespace fs = std::filesystem;

// Those of a coded link, for its penalty alone.
constexpr std::array<std::string_view, 9> coded_fields = {
    "code", "mcs", "mcs-table", "code-rate", "iterations", "soft-bits", "code-channels", "harq", "vectors-per-channel"};

constexpr std::array<std::string_view, 20> shared_fields = {
    "rx",         "users",      "modulation",    "channel",  "cycles",   "word-bits", "schur",
    "mapping",    "refinement", "equilibrate",   "device",   "dac-bits", "adc-bits",  "hp-adc-bits",
    "opamp-gain", "gbwp-hz",    "rows-per-read", "wire-ohm", "c-row-f",  "seed"};

CompareConfig config_from(const CompareFlags& flags, const ConfigFile& file) {
  CompareConfig config;
  config.system = merged_config(flags.link, file);
  config.system.output.out = flags.out;
  if (flags.tile != "auto") config.tile = integer_from_text("tile", flags.tile);
  config.n_reuse = number_from_text("reuse", flags.reuse);
  config.parallel = integer_from_text("parallel", flags.parallel);
  config.node_nm = number_from_text("node-nm", flags.node_nm);
  config.unconfirmed = flags.unconfirmed;
  try {
    return checked(config);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(with_places(error.what(), flags.link, file));
  }
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

// At BER 1e-3, or of a coded link at the block error rate that is asked for.
PenaltyRule rule_of(const Config& config, const CompareFlags& flags) {
  PenaltyRule rule;
  if (!is_coded(config)) {
    std::vector<std::string_view> of_blocks(coded_fields.begin() + 1, coded_fields.end());
    of_blocks.push_back("target-bler");
    refuse_given(flags.link.given, of_blocks, "must go with code nr-ldpc");
    return rule;
  }
  require(!flags.no_penalty, "code", "none without the penalty, which alone heeds it", config.code.code);
  require(!needs_slot(config), "channel", "one without slots for the penalty of a coded link", config.channel.model);
  rule.target_ber = flags.target_bler;
  rule.rate = "BLER";
  check(rule);
  return rule;
}

// As narrow as a minute allows.
void add_penalty(const Run& run, const PenaltyRule& rule, ComparisonTable& table) {
  ProgressLine line;
  PenaltyControl control;
  control.run = {run.threads, std::min(run.stop.max_seconds, 60.0), &interrupt_flag()};
  control.progress = [&line](double fraction) {
    if (line.due()) line.show(fmt::format("SNR penalty  {:.0f} %", 100.0 * std::min(fraction, 1.0)));
  };
  note_penalty(measure_penalty(link_pair(run), rule, control), rule, table);
  line.clear();
}

// Papers whose claims are gone through, and the options that each heeds.
struct Audit {
  std::string_view paper;
  AuditReport (*run)(const AuditOptions&);
  std::vector<std::string_view> heeded;
};

const Audit& audit_of(const std::string& paper) {
  static const std::vector<Audit> audits = {{"zuo2025", audit_zuo2025, {"channels", "reuse"}},
                                            {"sun2026", audit_sun2026, {}},
                                            {"zhang2025", audit_zhang2025, {}}};
  std::vector<std::string> papers;
  for (const Audit& audit : audits) papers.emplace_back(audit.paper);
  return audits[place_of("audit", paper, papers)];
}

int run_audit(const CompareFlags& flags, std::span<const Option> options_used) {
  const Audit& audit = audit_of(flags.audit);
  AuditOptions options;
  Config config;
  constexpr std::array<std::string_view, 5> heeded = {"audit", "seed", "out", "force", "quiet"};
  for (const std::string& name : flags.link.given)
    if (std::ranges::find(heeded, name) == heeded.end() && std::ranges::find(audit.heeded, name) == audit.heeded.end())
      throw std::invalid_argument(
          fmt::format("audit takes the systems of the paper and prices them itself: {} must not be given", name));
  if (const auto seed = flags.link.values.find("seed"); seed != flags.link.values.end())
    config.run.seed = natural_from_text("seed", seed->second);
  options.seed = config.run.seed;
  options.threads = thread_count(config);
  options.n_channel = integer_from_text("channels", flags.channels);
  options.n_reuse = number_from_text("reuse", flags.reuse);
  check(options);
  options.interrupt = &interrupt_flag();
  const std::string stem = "audit_" + flags.audit;
  const std::string settings = fmt::format("[run]\nseed = {}\n\n{}", options.seed, record_of("compare", options_used));
  RunFolder folder = open_run_folder({.folder = flags.out, .stem = stem, .settings = settings}, flags.link.output);
  UnitProgress channels("channel", static_cast<std::size_t>(options.n_channel));
  StepProgress step;
  if (audit.heeded.empty())
    step.begin("simulating what the claims need");
  else
    options.progress = [&](std::size_t done) { channels.begin(done, "of a claim"); };
  const AuditReport report = audit.run(options);
  step.clear();
  channels.clear();
  const std::string text = audit_markdown(report);
  const int width = terminal_columns(STDOUT_FILENO);
  fmt::print("{}", width == unlimited_columns ? text : audit_text(report, width));
  folder.write(stem + ".md", text);
  folder.publish();
  fmt::print("\n{}\n", folder.shown(stem + ".md").string());
  return end_run(folder, true);
}

}  // namespace

Command compare_command() {
  const auto flags = std::make_shared<CompareFlags>();
  std::vector<Option> options;
  for (const Field& field : config_fields())
    if (std::ranges::find(shared_fields, field.name) != shared_fields.end() ||
        std::ranges::find(coded_fields, field.name) != coded_fields.end())
      options.push_back(field_option(field, flags->link.values));
  Option& cycles = option_named(options, "--cycles");
  cycles.form = "N";
  cycles.help = "refinement cycles";
  cycles.shown = "3";
  std::vector<Option> own = {
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
      {"--target-bler", &flags->target_bler, "BLER", "of a coded link: block error rate at which the penalty is taken"},
      {"--penalty", &flags->penalty_help, "",
       "sweep devices and circuits instead: the command `ohmimo penalty` with all its options"},
      {"--audit", &flags->audit, "PAPER", "go through the claims of a paper instead: zuo2025, sun2026, zhang2025"},
      {"--channels", &flags->channels, "N", "of --audit zuo2025: channels simulated"},
      {"--out", &flags->out, "DIR", "folder for CSV, JSON, PNG and SVG"}};
  for (Option& option : own) option.in_record = option.name != "--out" && option.name != "--penalty";
  for (const std::vector<Option>& more : {config_options(flags->link), output_options(flags->link.output)})
    own.insert(own.end(), more.begin(), more.end());
  options.insert(options.end(), own.begin(), own.end());
  return {"compare", "the solver as modelled hardware beside published designs", options, &flags->link.given,
          [flags](const Command& command) {
            return run_compare(*flags, config_file_of(command, flags->link), command.options);
          }};
}

int run_compare(const CompareFlags& flags, const ConfigFile& file, std::span<const Option> options) {
  if (!flags.audit.empty()) return run_audit(flags, options);
  constexpr std::array<std::string_view, 1> of_audit = {"channels"};
  refuse_given(flags.link.given, of_audit, "must go with audit");
  refuse_lists(flags.link.values, "compare");
  const CompareConfig config = config_from(flags, file);
  const PenaltyRule rule = rule_of(config.system, flags);
  const CoherenceOptions coherence = coherence_from(flags);
  const rram::PartCosts parts = parts_from(flags);
  const RunOutput files = output_of("compare", config.system, record_of("compare", options));
  if (flags.link.show_config) {
    print_settings(files.settings);
    return 0;
  }
  RunFolder folder = open_run_folder(files, flags.link.output);
  const SolverCosts costs = solver_costs(config, parts);
  ComparisonTable table = compare::compare(config, costs);
  if (!flags.no_penalty) add_penalty(make_run(config.system), rule, table);
  const int width = terminal_columns(STDOUT_FILENO);
  print_text(comparison_heading(config) + cost_tables(costs, width) + coherence_text(costs, coherence) +
             comparison_tables(table, width));
  folder.write("compare.csv", csv_text(comparison_table(table)));
  folder.write("compare.json", comparison_json(table, costs, coherence));
  folder.publish();
  fmt::print("{}\n{}\n", folder.shown("compare.csv").string(), folder.shown("compare.json").string());
  const bool whole = draw_picture(folder, "compare", flags.link.output,
                                  [&](const fs::path& stem) { external::run_gnuplot(scatter_script(table), stem); });
  return end_run(folder, whole);
}

}  // namespace ohmimo
