// The tables of results: every row of every command says what system, which SNR and which run it belongs to, under the
// same names.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/commands/ber.hpp"
#include "apps/commands/compare.hpp"
#include "apps/commands/loss.hpp"
#include "apps/commands/penalty.hpp"
#include "apps/commands/solve.hpp"
#include "apps/results/columns.hpp"
#include "tests/about.hpp"
#include "tests/temporary_folder.hpp"

namespace test_columns {

using namespace ohmimo;

// Cells between commas outside double quotes.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  }
  return cells;
}

using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const TemporaryFolder& folder, const std::string& name) {
  std::ifstream file(folder.path / name);
  std::string line;
  REQUIRE(std::getline(file, line));
  const std::vector<std::string> names = cells_of(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = cells_of(line);
    REQUIRE(cells.size() == names.size());
    Row& row = rows.emplace_back();
    for (std::size_t k = 0; k < cells.size(); ++k) row[names[k]] = cells[k];
    CHECK(row.size() == names.size());  // no name twice
  }
  REQUIRE_FALSE(rows.empty());
  return rows;
}

// What is wrong with the columns that name the run, or "".
std::string origin_fault(const Row& row, const Config& config) {
  const auto has = [&](const std::string& name, const std::string& value) {
    return row.contains(name) && row.at(name) == value;
  };
  if (!has("seed", std::to_string(config.run.seed))) return "seed";
  if (!has("config_hash", fmt::format("{:016x}", config_hash(config)))) return "config_hash";
  return has("version", OHMIMO_VERSION) ? "" : "version";
}

std::string system_fault(const Row& row, const Config& config) {
  for (const std::vector<Column>& columns : {system_columns().columns(), snr_columns().columns()})
    for (const Column& column : columns)
      if (!row.contains(column.name) || row.at(column.name).empty()) return column.name;
  if (row.at("n_rx") != std::to_string(config.link.n_rx) || row.at("channel") != config.channel.model) return "system";
  const double user_db = std::stod(row.at("esn0_user_db")), rx_db = std::stod(row.at("snr_rx_db"));
  return std::abs(rx_db - user_db - 10.0 * std::log10(config.link.n_user)) < 1e-8 ? ""
                                                                                  : "snr_rx_db";  // 10 digits printed
}

Config small_config(const TemporaryFolder& folder) {
  Config config;
  config.link.n_rx = 16, config.link.n_user = 4, config.link.modulation = "16qam", config.solver.cycles = {2},
  config.run.seed = 7;
  config.link.snr = {0, 0, 0, {12.0}}, config.run.max_frames = 2, config.detector.names = {"rram-zf"};
  config.output.out = folder.path.string();
  return with_automatic_values(config);
}

TEST_CASE("rows of ber, loss and penalty name system, SNR and run alike") {
  const TemporaryFolder folder;
  const Config config = small_config(folder);
  CHECK(run_ber(make_run(config)) == 0);
  LossFlags loss;
  loss.n_channel = 2;
  CHECK(run_loss(config, loss) == 0);
  PenaltyFlags penalty;
  penalty.point = true;
  penalty.rule.target_ber = 1e-2;
  CHECK(run_penalty(make_run(config), penalty) == 0);
  for (const char* name : {"ber.csv", "loss.csv", "penalty.csv"})
    for (const Row& row : rows_of(folder, name)) {
      CAPTURE(name);
      CHECK(origin_fault(row, config) == "");
      CHECK(system_fault(row, config) == "");
    }
  // The checkers see a planted error: another seed, another system, a name of its own for a column.
  Row row = rows_of(folder, "loss.csv")[1];
  CHECK(row.at("channel_number") == "1");
  Config other = config;
  other.run.seed = 8;
  CHECK(origin_fault(row, other) == "seed");
  other = config;
  other.link.n_user = 3;
  CHECK(origin_fault(row, other) == "config_hash");
  CHECK(system_fault(row, other) == "snr_rx_db");
  row.erase("esn0_user_db");
  CHECK(system_fault(row, config) == "esn0_user_db");
}

TEST_CASE("ber --json writes the rows of ber.csv") {
  const TemporaryFolder folder;
  const Config config = small_config(folder);
  CHECK(run_ber(make_run(config)) == 0);
  CHECK_FALSE(std::filesystem::exists(folder.path / "ber.json"));
  CHECK(run_ber(make_run(config), {.json = true}) == 0);
  const std::vector<Row> rows = rows_of(folder, "ber.csv");
  const auto json = nlohmann::json::parse(std::ifstream(folder.path / "ber.json"));
  CHECK(json["provenance"]["config_hash"] == fmt::format("{:016x}", config_hash(config)));
  REQUIRE(json["rows"].size() == rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    CHECK(json["rows"][k].size() == rows[k].size());
    CHECK(json["rows"][k]["detector"] == rows[k].at("detector"));
    CHECK(json["rows"][k]["bit_errors"].dump() == rows[k].at("bit_errors"));
    CHECK(fmt::format("{:.6e}", json["rows"][k]["ber_high"].get<double>()) == rows[k].at("ber_high"));
  }
}

TEST_CASE("rows of solve and compare name the run; its hash tells cycles and devices apart") {
  const TemporaryFolder folder;
  SolveFlags solve;
  solve.system.poisson = "8";
  solve.cycles = "3";
  solve.link.values = {{"seed", "7"}};
  solve.link.output.force = true;
  solve.out = folder.path.string();
  CHECK(run_solve_command(solve) == 0);
  const Row first = rows_of(folder, "solve.csv")[0];
  CHECK(first.at("seed") == "7");
  CHECK(first.at("version") == OHMIMO_VERSION);
  CHECK(first.at("tolerance") == "0");
  solve.cycles = "4";
  CHECK(run_solve_command(solve) == 0);
  CHECK(rows_of(folder, "solve.csv")[0].at("config_hash") != first.at("config_hash"));
  solve.cycles = "3";
  CHECK(run_solve_command(solve) == 0);
  CHECK(rows_of(folder, "solve.csv")[0].at("config_hash") == first.at("config_hash"));

  CompareFlags compare;
  compare.link.values = {{"users", "4"}, {"seed", "7"}};
  compare.no_penalty = true;
  compare.out = folder.path.string();
  CHECK(run_compare(compare) == 0);
  const std::vector<Row> rows = rows_of(folder, "compare.csv");
  for (const Row& row : rows) CHECK(row.at("seed") == "7");
  const auto json = nlohmann::json::parse(std::ifstream(folder.path / "compare.json"));
  CHECK(json["provenance"]["config_hash"] == rows[0].at("config_hash"));
  CHECK(json["rows"].size() == rows.size());
  CHECK(json["rows"].back()["figure_kind"] == "not comparable");
  CHECK(json["rows"].back()["gbps"].is_null());
  CHECK(json["parts"]["rows"][0]["part"] == "LP-INV");
  CHECK(json["coherence"]["rows"].size() == 9);  // 3 speeds, 3 models
}

}  // namespace test_columns
