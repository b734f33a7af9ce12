// What the rows of ber.csv say about errors and theory.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "apps/plot/rows.hpp"
#include "apps/studies/ber/ber_rows.hpp"
#include "apps/text/text.hpp"

namespace test_ber_rows {

using namespace ohmimo;
using namespace ohmimo::ber;

ErrorCount channels_with_errors(int n_bad, std::uint64_t errors) {
  ErrorCount count;
  for (int i = 0; i < 1000; ++i) count.add_unit(96, i < n_bad ? errors : 0);
  count.frames = 1;
  return count;
}

// Cells by column, one map per row, in the order of the file.
std::vector<std::map<std::string, std::string>> csv_rows(const Run& run, const std::vector<BerRow>& rows) {
  std::istringstream file(csv_text(ber_table(run, rows)));
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = split(line, ',');
  std::vector<std::map<std::string, std::string>> table;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = split(line, ',');
    REQUIRE(cells.size() == names.size());
    for (std::size_t k = 0; k < cells.size(); ++k) (k == 0 ? table.emplace_back() : table.back())[names[k]] = cells[k];
  }
  return table;
}

TEST_CASE("ber.csv says how many channels are bad, where the design effect is from, and what the theory is") {
  Config config;
  config.link.n_rx = 16, config.link.n_user = 4;
  config.detector.names = {"zf", "mmse", "mrc"};
  const Run run = make_run(config);
  std::vector<BerRow> rows;
  for (const auto& [n_bad, snr_db] : {std::pair(60, 10.0), std::pair(3, 15.0), std::pair(0, 20.0)}) {
    PointResult result;
    result.counts.assign(3, channels_with_errors(n_bad, 4));
    result.counts[2] = channels_with_errors(0, 0);  // a curve without any error
    result.tallies.resize(3);
    for (const BerRow& row : make_rows(run, result, snr_db, rows)) rows.push_back(row);
  }
  auto table = csv_rows(run, rows);
  REQUIRE(table.size() == 9);
  CHECK(table[0]["error_channels"] == "60");
  CHECK(table[0]["design_effect_from"] == "point");
  CHECK(table[0]["note"] == "");
  CHECK(table[0]["theory_kind"] == "exact");
  CHECK(table[1]["theory_kind"] == "gaussian-interference");
  CHECK(table[2]["theory_ber"] == "");  // mrc of several users
  CHECK(table[2]["theory_kind"] == "");
  CHECK(table[2]["design_effect_from"] == "worst case");
  CHECK(table[2]["design_effect"] == "48");
  CHECK(table[3]["error_channels"] == "3");
  CHECK(table[3]["design_effect_from"] == "curve");
  CHECK(table[3]["note"] == "few bad channels");
  CHECK(table[6]["ber_is_upper_limit"] == "1");
  CHECK(table[6]["design_effect_from"] == "curve");
  CHECK(table[6]["note"] == "");
  CHECK(number_from_text("", table[8]["ber_high"]) > 10.0 * number_from_text("", table[6]["ber_high"]));
  config.channel.fixed = true;
  const Run fixed = make_run(config);
  CHECK(csv_rows(fixed, rows)[3]["note"] == "few bad vectors");
  CHECK(csv_rows(fixed, rows)[3]["error_channels"] == "1");
  CHECK(csv_rows(fixed, rows)[6]["error_channels"] == "0");
}

TEST_CASE("rows of slots speak of slots") {
  Config config;
  config.link.n_rx = 16, config.link.n_user = 4;
  config.channel.model = "tdl-c";
  config.detector.names = {"mmse"};
  const Run run = make_run(config);
  PointResult result;
  result.counts = {channels_with_errors(3, 4)};
  result.tallies.resize(1);
  CHECK(csv_rows(run, make_rows(run, result, 10.0, {}))[0]["note"] == "few bad slots");
}

TEST_CASE("rows of each user sum to the row of all") {
  Config config;
  config.link.n_rx = 8, config.link.n_user = 3;
  config.link.modulation = "16qam";
  config.channel.user_spread_db = 6.0;
  config.detector.names = {"zf", "rram-zf"};
  config.solver.cycles = {1, 2};
  Run run = make_run(config);
  run.link.per_user = true;
  const PointResult result = run_point(run.link, {1, 0, run.noise_var(10.0)}, {.max_frames = 4}, {});
  const std::vector<BerRow> rows = make_rows(run, result, 10.0, {});
  const Table users = user_table(run, rows);
  REQUIRE(rows.size() == 3);
  CHECK(users.rows.size() == 9);
  for (const BerRow& row : rows) {
    REQUIRE(row.users.size() == 3);
    std::uint64_t bits = 0, errors = 0;
    for (const ErrorCount& user : row.users) {
      bits += user.bits;
      errors += user.bit_errors;
    }
    CHECK(errors == row.count.bit_errors);
    CHECK(bits == row.count.bits);
    CHECK(row.users[2].bit_errors > row.users[0].bit_errors);  // 6 dB below
  }
  // SNRs of each user: 0, 3 and 6 dB below the first, in the mean of powers those of the run. That of all is the run's.
  const plot::Rows cells(csv_text(users), "ber_users.csv"), all(csv_text(ber_table(run, rows)), "ber.csv");
  for (const std::string column : {"esn0_user_db", "ebn0_user_db", "snr_array_db"}) {
    double power = 0.0;
    for (std::size_t u = 0; u < 3; ++u) {
      CHECK(cells.number(u, column) == doctest::Approx(cells.number(0, column) - 3.0 * double(u)).epsilon(1e-9));
      power += std::pow(10.0, 0.1 * cells.number(u, column)) / 3.0;
    }
    CHECK(10.0 * std::log10(power) == doctest::Approx(all.number(0, column)).epsilon(1e-9));
  }
  for (std::size_t u = 0; u < 9; ++u) CHECK(cells.number(u, "snr_rx_db") == all.number(0, "snr_rx_db"));
}

}  // namespace test_ber_rows
