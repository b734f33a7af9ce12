#include "apps/commands/llr.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <memory>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/link_flags.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/config/result_cells.hpp"
#include "apps/config/rules.hpp"
#include "apps/studies/llr/llr_figure.hpp"
#include "apps/studies/llr/llr_run.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo {

using namespace llr;

namespace {

struct LlrFlags {
  BerFlags link = {.default_out = "results/llr"};
  std::uint64_t n_bit = 2'000'000;
};

constexpr TextColumn llr_columns[] = {{"SNR [dB]", 8, '>', 0}, {"detector", 14, '<', 1}, {"cycle", 5, '>', 2},
                                      {"bits", 10, '>', 8},    {"slope", 8, '>', 3},     {"information", 11, '>', 4},
                                      {"at best", 8, '>', 5},  {"|e|^2/var", 9, '>', 6}, {"no answer", 9, '>', 7}};

std::vector<std::string> cells_of(const LlrRow& row) {
  return {fmt::format("{:g}", row.snr_db),
          row.curve.detector,
          row.curve.cycle > 0 ? std::to_string(row.curve.cycle) : "",
          fmt::format("{}", row.count.bits()),
          fmt::format("{:.4f}", row.calibration.slope),
          fmt::format("{:.5f}", row.calibration.information),
          fmt::format("{:.5f}", row.calibration.best_information),
          fmt::format("{:.4f}", row.count.mean_error_ratio()),
          fmt::format("{}", row.count.no_answer)};
}

// Fields that end a point or belong to blocks, which are not counted here.
std::vector<std::string_view> unused_fields() {
  return {"min-errors", "min-error-channels", "max-frames", "max-bits",   "max-seconds",   "golden", "code",
          "mcs",        "mcs-table",          "code-rate",  "iterations", "code-channels", "harq"};
}

void print_rows(const Run& run, const std::vector<LlrRow>& rows) {
  std::vector<std::vector<std::string>> cells;
  for (const LlrRow& row : rows) cells.push_back(cells_of(row));
  const Config& config = run.config;
  print_text(fmt::format("{}x{} {}, channel {}, SNR = {} ({}), {} soft bits; seed {}; config {:016x}; ohmimo {}\n",
                         config.link.n_rx, config.link.n_user, config.link.modulation, config.channel.model,
                         snr_kind_label(config.link.snr_def), snr_kind_name(config.link.snr_def), config.code.soft_bits,
                         run.id.seed, run.id.config_hash, run.id.version));
  fmt::print("{}",
             text_table({std::begin(llr_columns), std::end(llr_columns)}, cells, terminal_columns(STDOUT_FILENO)));
  print_text(
      "slope: of log odds over L, 1 where soft bits are what they say, below where they say too much; information: "
      "bits "
      "that a coded bit gives a decoder that takes L at its word, and at best, with L times the slope\n");
}

int run_llr(const Config& config, const LlrFlags& flags, const std::string& record) {
  require(flags.n_bit >= 1000 && flags.n_bit <= 10'000'000'000u, "bits", "from 1000 to 1e10", flags.n_bit);
  refuse_code(config, "llr");
  Run run = make_run(config);
  check_detectors(run);
  for (DetectorConfig& detector : run.link.detectors) {
    detector.output = Output::x_and_var;
    detector.error_scale = config.code.error_scale;
  }
  UnitProgress progress("percent", 100);
  LlrWatch watch;
  watch.interrupt = &interrupt_flag();
  watch.progress = [&](double done) { progress.begin(static_cast<std::size_t>(100.0 * done)); };
  RunOutput files = output_of("llr", run.asked, record);
  files.other_prefixes = {"llr_bins."};
  RunFolder folder = open_run_folder(files, flags.link.output);
  const SoftBitRule rule = config.code.soft_bits == "exact" ? SoftBitRule::exact : SoftBitRule::max_log;
  const std::vector<LlrRow> rows = llr_rows(run, flags.n_bit, rule, watch);
  progress.clear();
  if (rows.empty()) return end_run(folder, true);
  print_rows(run, rows);
  folder.write("llr.csv", csv_text(llr_table(run, rows)));
  folder.write("llr_bins.csv", csv_text(bin_table(run, rows)));
  folder.publish();
  if (interrupt_code() != 0)
    fmt::print(stderr, "ohmimo: interrupted; the {} point(s) so far are written, the last one with fewer bits\n",
               rows.size() / run.curves.size());
  fmt::print("{}\n{}\n", folder.shown("llr.csv").string(), folder.shown("llr_bins.csv").string());
  const std::size_t middle = rows.size() / run.curves.size() / 2 * run.curves.size();
  const auto first = rows.begin() + static_cast<std::ptrdiff_t>(middle);
  const std::vector<LlrRow> shown(first, first + static_cast<std::ptrdiff_t>(run.curves.size()));
  const bool whole = draw_picture(folder, "llr", flags.link.output,
                                  [&](const std::filesystem::path& stem) { write_llr_figure(run, shown, stem); });
  return end_run(folder, whole);
}

}  // namespace

Command llr_command() {
  const auto flags = std::make_shared<LlrFlags>();
  flags->link.unused = unused_fields();
  std::vector<Option> options = ber_options(flags->link);
  options.push_back({"--bits", &flags->n_bit, "N", "soft bits of a curve at each SNR, in whole frames"});
  options.back().in_record = true;
  return {"llr", "whether soft bits are what they say: log odds over L, information, per detector and cycle", options,
          &flags->link.given, [flags](const Command& command) {
            return with_config(command, flags->link, [&](const Config& config, const std::string& record) {
              FieldTexts of_link = flags->link.values;  // these two matter without code words as well
              of_link.erase("soft-bits");
              of_link.erase("error-scale");
              refuse_without_effect(of_link, config);
              return run_llr(config, *flags, record);
            });
          }};
}

}  // namespace ohmimo
