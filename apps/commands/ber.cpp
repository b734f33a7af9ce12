#include "apps/commands/ber.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "apps/commands/config_record.hpp"
#include "apps/commands/console.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/link_flags.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/config/result_cells.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/ber/ber_figure.hpp"
#include "apps/studies/ber/ber_run.hpp"

namespace ohmimo {

using namespace ber;

namespace {

// Written again after every point, so that what is there can be read while the run goes on.
void write_tables(const Run& run, bool json, const std::vector<BerRow>& rows) {
  const std::filesystem::path folder = run.config.output.out;
  const Table table = ber_table(run, rows);
  write_text_file(folder / "ber.csv", csv_text(table));
  if (json) write_text_file(folder / "ber.json", json_text(provenance(origin_cells(run.id)), table));
}

void write_results(const Run& run, bool json, const std::vector<BerRow>& rows) {
  const std::filesystem::path folder = run.config.output.out;
  write_tables(run, json, rows);
  fmt::print("{}\n", (folder / "ber.csv").string());
  if (json) fmt::print("{}\n", (folder / "ber.json").string());
  if (rows.empty()) return;
  try {
    write_ber_figure(run, rows, folder / "ber");
    fmt::print("{}\n{}\n", (folder / "ber.png").string(), (folder / "ber.svg").string());
  } catch (const std::runtime_error& error) {
    fmt::print(stderr, "ohmimo: no picture: {} (the numbers are in ber.csv)\n", error.what());
  }
}

}  // namespace

Command ber_command() {
  const auto flags = std::make_shared<BerFlags>();
  const auto json = std::make_shared<bool>(false);
  std::vector<Option> options = ber_options(*flags);
  options.push_back({"--json", json.get(), "", "write DIR/ber.json as well"});
  return {"ber", "bit error rate over SNR: CSV, JSON, PNG, SVG", options, nullptr, [flags, json] {
            return with_config(*flags, [&](const Config& config) {
              refuse_without_effect(flags->values, config);
              return run_ber(make_run(config), *json);
            });
          }};
}

int run_ber(const Run& run, bool json) {
  const std::filesystem::path folder = run.config.output.out;
  require_writable_folder(folder);
  record_config(folder / "config.toml", "", run.config);

  const std::atomic<bool>& interrupted = interrupt_flag();
  BerConsole console(run);
  console.header();
  ber::BerWatch watch;
  watch.interrupt = &interrupted;
  watch.begin_point = [&](std::size_t index) { console.begin_point(index); };
  watch.progress = [&](const PointResult& so_far, double fraction) { console.progress(so_far, fraction); };
  watch.end_point = [&](const std::vector<BerRow>& added, const std::vector<BerRow>& all) {
    console.end_point(added);
    write_tables(run, json, all);
  };
  const std::vector<BerRow> rows = ber::ber_rows(run, watch);
  console.solver_summary(rows);
  if (interrupted)
    fmt::print(stderr, "ohmimo: interrupted; the {} point(s) so far are written, the last one with fewer frames\n",
               rows.size() / run.curves.size());
  console.memory();
  write_results(run, json, rows);
  return interrupted ? 130 : 0;
}

}  // namespace ohmimo
