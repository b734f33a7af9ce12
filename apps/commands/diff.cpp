#include "apps/commands/diff.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>

#include "apps/commands/terminal.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/diff/ber_diff.hpp"
#include "apps/studies/diff/config_diff.hpp"
#include "apps/text/text.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo {

using namespace diff;

namespace {

namespace fs = std::filesystem;

// A run as its folder holds it; a table alone may have lost its configuration.
struct StoredRun {
  fs::path table;
  plot::Rows rows;
  std::optional<ConfigFile> config;
};

StoredRun read_run(const std::string& place) {
  const fs::path table = fs::is_directory(place) ? fs::path(place) / "ber.csv" : fs::path(place);
  StoredRun run = {table, plot::read_rows(table, check_ber_columns), std::nullopt};
  const fs::path config = table.parent_path() / "config.toml";
  if (fs::is_regular_file(config)) run.config = load_config_file(config.string());
  return run;
}

// Whether the configuration beside a table is that of its rows.
bool is_of_rows(const StoredRun& run) {
  const std::string hash = fmt::format("{:016x}", config_hash(run.config->config));
  const std::string seed = fmt::format("{}", run.config->config.run.seed);
  for (std::size_t row = 0; row < run.rows.size(); ++row)
    if (run.rows.text(row, "config_hash") != hash || run.rows.text(row, "seed") != seed) return false;
  return true;
}

// The configuration of a run, or nothing, said in one line.
void keep_own_config(StoredRun& run) {
  if (!run.config)
    fmt::print("{}: no config.toml beside it\n", run.rows.name());
  else if (!is_of_rows(run)) {
    fmt::print("{}: config.toml beside it is not that of its rows and is left out\n", run.rows.name());
    run.config.reset();
  }
}

void print_changes(const std::vector<ConfigChange>& changes) {
  const auto shown = [](const std::string& value) { return value.empty() ? std::string("-") : value; };
  if (changes.empty()) fmt::print("configurations: the same\n");
  for (const ConfigChange& change : changes) fmt::print("{}: {} -> {}\n", change.key, shown(change.a), shown(change.b));
}

constexpr TextColumn diff_columns[] = {{"user", 4, '>', 0},   {"SNR [dB]", 8, '>', 0},       {"detector", 14, '<', 1},
                                       {"cycle", 5, '>', 2},  {"BER A", 10, '>', 4},         {"BER B", 10, '>', 5},
                                       {"B - A", 10, '>', 6}, {"95 % interval", 23, '^', 8}, {"z", 6, '>', 7},
                                       {"p", 8, '>', 9},      {"verdict", 10, '<', 3}};

void print_rows(const BerDiff& diff) {
  std::vector<std::size_t> shown;
  const bool per_user = !diff.rows.front().a.user.empty();
  for (const std::size_t column : fitting_columns(diff_columns, terminal_columns(STDOUT_FILENO)))
    if (column > 0 || per_user) shown.push_back(column);
  std::vector<std::string> titles;
  for (const TextColumn& column : diff_columns) titles.emplace_back(column.title);
  fmt::print("{}\n", text_line(diff_columns, shown, titles));
  for (const DiffRow& row : diff.rows) {
    const RateTest& test = row.test;
    const bool tested = row.verdict != diff::Verdict::equal;
    const std::string cells[] = {row.a.user,
                                 fmt::format("{:g}", row.a.snr_db),
                                 row.a.detector,
                                 row.a.cycle > 0.0 ? fmt::format("{:g}", row.a.cycle) : "",
                                 fmt::format("{:.3e}", row.a.rate.ber()),
                                 fmt::format("{:.3e}", row.b.rate.ber()),
                                 tested ? fmt::format("{:+.2e}", test.difference) : "0",
                                 tested ? fmt::format("{:+.2e} .. {:+.2e}", test.low, test.high) : "same errors",
                                 tested ? fixed_text(test.z, 2) : "",
                                 tested ? fmt::format("{:.2g}", test.p) : "",
                                 std::string(verdict_name(row.verdict))};
    fmt::print("{}\n", text_line(diff_columns, shown, cells));
  }
}

void print_summary(const BerDiff& diff) {
  std::size_t paired = 0;
  for (const DiffRow& row : diff.rows) paired += row.same_draws && row.verdict != diff::Verdict::equal ? 1 : 0;
  if (paired > 0)
    fmt::print("{} of these saw the same channels, bits and noise in both runs: their p is too large\n", paired);
  if (diff.only_a + diff.only_b > 0) fmt::print("{} point(s) only in A, {} only in B\n", diff.only_a, diff.only_b);
  fmt::print("{} equal, {} consistent, {} differ (p < {:g} after Bonferroni)\n", diff.count(diff::Verdict::equal),
             diff.count(diff::Verdict::consistent), diff.count(diff::Verdict::differs), false_alarm);
}

std::string diff_json(const StoredRun& a, const StoredRun& b, const BerDiff& diff,
                      const std::vector<ConfigChange>& changes) {
  const auto count = [&](diff::Verdict verdict) { return std::uint64_t{diff.count(verdict)}; };
  Columns<ConfigChange> keys;
  keys.add({.name = "key"}, [](const ConfigChange& change) { return change.key; });
  keys.add({.name = "a", .help = "as TOML"}, [](const ConfigChange& change) { return change.a; });
  keys.add({.name = "b"}, [](const ConfigChange& change) { return change.b; });
  return json_text({{"version", OHMIMO_VERSION},
                    {"a", a.table.string()},
                    {"b", b.table.string()},
                    {"equal", count(diff::Verdict::equal)},
                    {"consistent", count(diff::Verdict::consistent)},
                    {"differ", count(diff::Verdict::differs)},
                    {"only_in_a", std::uint64_t{diff.only_a}},
                    {"only_in_b", std::uint64_t{diff.only_b}}},
                   diff_table(diff), {{"config", keys.table(changes)}});
}

}  // namespace

Command diff_command() {
  const auto flags = std::make_shared<DiffFlags>();
  std::vector<Option> options = {{"A", &flags->a, "RUN", "folder of a run of ber, or its ber.csv or ber_users.csv"},
                                 {"B", &flags->b, "RUN", "the other"},
                                 {"--json", &flags->json, "FILE", "write the comparison to this file as well"}};
  return {"diff", "whether two runs of ber differ by more than chance", options, nullptr,
          [flags](const Command&) { return run_diff(*flags); }};
}

int run_diff(const DiffFlags& flags) {
  if (flags.a.empty() || flags.b.empty())
    throw std::invalid_argument("diff needs two runs: folders of ohmimo ber, or their ber.csv");
  StoredRun a = read_run(flags.a), b = read_run(flags.b);
  const std::string snr_column = snr_column_of(a.rows);
  const std::vector<BerPoint> of_a = ber_points(a.rows, snr_column), of_b = ber_points(b.rows, snr_column);
  const bool without_counterpart = diff_points(of_a, of_b, false).rows.empty();
  if (without_counterpart)
    throw std::invalid_argument(
        fmt::format("{} and {} must have a detector, cycle and SNR in common, got none", a.rows.name(), b.rows.name()));
  if (!flags.json.empty()) {
    refuse_input_as_output("json", flags.json, {a.table, b.table});
    require_writable_file("json", flags.json);
  }
  fmt::print("A: {}\nB: {}\n", a.rows.name(), b.rows.name());
  keep_own_config(a);
  keep_own_config(b);
  const bool both = a.config && b.config;
  const BerDiff diff = diff_points(of_a, of_b, both && draws_alike(a.config->config, b.config->config));
  const std::vector<ConfigChange> changes = both ? config_changes(*a.config, *b.config) : std::vector<ConfigChange>{};
  if (both) print_changes(changes);
  print_rows(diff);
  print_summary(diff);
  if (!flags.json.empty()) write_text_file(flags.json, diff_json(a, b, diff, changes));
  return diff.count(diff::Verdict::differs) > 0 ? 1 : 0;
}

}  // namespace ohmimo
