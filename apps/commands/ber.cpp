#include "apps/commands/ber.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>

#include "apps/commands/console.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/link_flags.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/config/result_cells.hpp"
#include "apps/config/rules.hpp"
#include "apps/studies/ber/ber_figure.hpp"
#include "apps/studies/ber/ber_run.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace ber;

namespace {

// Written again after every point, so that what is there can be read while the run goes on.
void write_tables(const RunFolder& folder, const Run& run, const BerOutput& output, const std::vector<BerRow>& rows) {
  const Table table = ber_table(run, rows);
  folder.write("ber.csv", csv_text(table));
  if (output.per_user) folder.write("ber_users.csv", csv_text(user_table(run, rows)));
  if (output.json) folder.write("ber.json", json_text(provenance(origin_cells(run.id)), table));
}

// True if all that was wanted is written.
bool write_results(const RunFolder& folder, const Run& run, const BerOutput& output, const std::vector<BerRow>& rows) {
  write_tables(folder, run, output, rows);
  fmt::print("{}\n", folder.shown("ber.csv").string());
  if (output.per_user) fmt::print("{}\n", folder.shown("ber_users.csv").string());
  if (output.json) fmt::print("{}\n", folder.shown("ber.json").string());
  const bool drawn = draw_picture(folder, "ber", output.flags, [&](const std::filesystem::path& stem) {
    write_ber_figure(run, rows, output.min_ber, stem);
  });
  if (!run.block) return drawn;
  return draw_picture(folder, "bler", output.flags,
                      [&](const std::filesystem::path& stem) { write_bler_figure(run, rows, 0.0, stem); }) &&
         drawn;
}

// Wall time of each point: what two identical runs differ in.
Facts times_of(const Run& run, const std::vector<BerRow>& rows) {
  Facts facts = {{"threads", std::int64_t{run.threads}}};
  for (std::size_t k = 0; k < rows.size(); k += run.curves.size())
    facts.emplace_back(fmt::format("seconds_at_{:g}_db", rows[k].snr_db), rows[k].seconds);
  return facts;
}

std::vector<Option> own_options(BerOutput& output) {
  std::vector<Option> own = {
      {"--target-ber", &output.target_ber, "BER", "the SNR at which each curve meets it is printed"},
      {"--target-bler", &output.target_bler, "R,...", "of a coded link: likewise, by its block errors"},
      {"--min-bler", &output.min_bler, "R", "of a coded link: in place of --min-ber, by block errors"},
      {"--min-ber", &output.min_ber, "BER", "the run ends where every curve is below it; 0 = at the last point"},
      {"--per-user", &output.per_user, "", "write DIR/ber_users.csv: the same for each user, at its own SNR"},
      {"--json", &output.json, "", "write DIR/ber.json as well"}};
  for (Option& option : own) option.in_record = true;
  return own;
}

void check_own(const BerOutput& output, const GivenFlags& given, const Config& config) {
  require(output.target_ber > 0.0 && output.target_ber < 0.5, "target-ber", "> 0 and < 0.5", output.target_ber);
  require(output.min_ber >= 0.0 && output.min_ber < 0.5, "min-ber", ">= 0 and < 0.5", output.min_ber);
  require(output.min_bler >= 0.0 && output.min_bler < 1.0, "min-bler", ">= 0 and < 1", output.min_bler);
  output.target_blers();
  constexpr std::array<std::string_view, 2> of_blocks = {"target-bler", "min-bler"};
  if (!is_coded(config)) refuse_given(given, of_blocks, "must go with code nr-ldpc");
}

}  // namespace

Command ber_command() {
  const auto flags = std::make_shared<BerFlags>();
  const auto output = std::make_shared<BerOutput>();
  std::vector<Option> options = ber_options(*flags);
  for (Option& own : own_options(*output)) options.push_back(std::move(own));
  return {"ber", "bit error rate over SNR: CSV, JSON, PNG, SVG", options, &flags->given,
          [flags, output](const Command& command) {
            return with_config(command, *flags, [&](const Config& config, const std::string& record) {
              check_own(*output, flags->given, config);
              refuse_without_effect(flags->values, config);
              output->flags = flags->output;
              output->record = record;
              Run run = make_run(config);
              run.link.per_user = output->per_user;
              return run_ber(run, *output);
            });
          }};
}

std::vector<double> BerOutput::target_blers() const {
  std::vector<double> targets;
  for (const std::string& text : split(target_bler, ',')) {
    targets.push_back(number_from_text("target-bler", trimmed(text)));
    require(targets.back() > 0.0 && targets.back() < 1.0, "target-bler", "> 0 and < 1", targets.back());
  }
  return targets;
}

int run_ber(const Run& run, const BerOutput& output) {
  RunOutput files = output_of("ber", run.asked, output.record);
  files.settings_name = "config.toml";
  files.other_prefixes = {"ber_users.", "bler."};
  RunFolder folder = open_run_folder(files, output.flags);
  const std::atomic<bool>& interrupted = interrupt_flag();
  BerConsole console(run);
  console.header();
  BerWatch watch;
  watch.interrupt = &interrupted;
  watch.min_ber = run.block ? output.min_bler : output.min_ber;
  watch.begin_point = [&](std::size_t index) { console.begin_point(index); };
  watch.progress = [&](const PointResult& so_far, double fraction) { console.progress(so_far, fraction); };
  watch.end_point = [&](const std::vector<BerRow>& added, const std::vector<BerRow>& all) {
    write_tables(folder, run, output, all);
    folder.publish();
    console.end_point(added);
  };
  const std::vector<BerRow> rows = ber_rows(run, watch);
  console.end(rows, output);
  console.solver_summary(rows);
  if (rows.empty()) return end_run(folder, true);
  if (interrupted)
    fmt::print(stderr, "ohmimo: interrupted; the {} point(s) so far are written{}\n", rows.size() / run.curves.size(),
               rows.back().stop == StopReason::interrupted ? ", the last one with fewer frames" : "");
  console.memory();
  const bool whole = write_results(folder, run, output, rows);
  return end_run(folder, whole, times_of(run, rows));
}

}  // namespace ohmimo
