#include "apps/commands/ber.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "apps/commands/config_record.hpp"
#include "apps/commands/console.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/link_flags.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/config/link_setup.hpp"
#include "apps/config/result_cells.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/ber/ber_figure.hpp"
#include "apps/studies/ber/ber_rows.hpp"

namespace ohmimo {

using namespace ber;

namespace {

// The run's time is shared evenly among the points still to come.
double seconds_for_point(double max_seconds, double used_seconds, std::size_t points_left) {
  return std::max(0.0, max_seconds - used_seconds) / static_cast<double>(points_left);
}

// Written again after every point, so that what is there can be read while the run goes on.
void write_tables(const BerConfig& config, bool json, const std::vector<BerRow>& rows) {
  const std::filesystem::path folder = config.out;
  const Table table = ber_table(config, rows);
  write_text_file(folder / "ber.csv", csv_text(table));
  if (json) write_text_file(folder / "ber.json", json_text(provenance(origin_cells(config)), table));
}

void write_results(const BerConfig& config, bool json, const std::vector<BerRow>& rows) {
  const std::filesystem::path folder = config.out;
  write_tables(config, json, rows);
  fmt::print("{}\n", (folder / "ber.csv").string());
  if (json) fmt::print("{}\n", (folder / "ber.json").string());
  if (rows.empty()) return;
  try {
    write_ber_figure(config, rows, folder / "ber");
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
            return with_config(*flags, [&](const BerConfig& config) {
              refuse_without_effect(flags->values, config);
              return run_ber(config, *json);
            });
          }};
}

int run_ber(const BerConfig& config, bool json) {
  const std::filesystem::path folder = config.out;
  require_writable_folder(folder);
  record_config(folder / "config.toml", "", config);

  const std::atomic<bool>& interrupted = interrupt_flag();
  const LinkConfig link = link_config(config);
  const std::vector<double> points = config.snr.points();
  BerConsole console(config);
  console.header();
  std::vector<BerRow> rows;
  double used_seconds = 0.0;
  for (std::size_t k = 0; k < points.size() && !interrupted; ++k) {
    console.begin_point(k, points[k]);
    const LinkPoint point = {config.seed, static_cast<std::uint32_t>(k),
                             noise_var_from_snr_db(points[k], config.snr_def, link_shape(config))};
    const StopRule stop = {config.min_errors, config.max_frames,
                           seconds_for_point(config.max_seconds, used_seconds, points.size() - k), config.max_bits,
                           config.min_error_channels};
    const RunControl control = {thread_count(config), &interrupted,
                                [&](const PointResult& so_far, double part) { console.progress(so_far, part); }};
    const PointResult result = run_point(link, point, stop, control);
    used_seconds += result.seconds;
    if (result.counts[0].bits == 0) break;  // interrupted before the first frame
    const std::vector<BerRow> added = make_rows(config, result, points[k], rows);
    rows.insert(rows.end(), added.begin(), added.end());
    console.end_point(added);
    write_tables(config, json, rows);
  }
  console.solver_summary(rows);
  if (interrupted)
    fmt::print(stderr, "ohmimo: interrupted; the {} point(s) so far are written, the last one with fewer frames\n",
               rows.size() / curves_of(link).size());
  console.memory();
  write_results(config, json, rows);
  return interrupted ? 130 : 0;
}

}  // namespace ohmimo
