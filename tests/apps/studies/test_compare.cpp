// Costs of a configuration, coherence, the comparison and its outputs.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "apps/studies/compare/coherence.hpp"
#include "apps/studies/compare/comparison_output.hpp"
#include "apps/studies/compare/scatter_plot.hpp"
#include "apps/text/lines.hpp"
#include "tests/about.hpp"
#include "tests/line_width.hpp"

namespace test_compare {

using namespace ohmimo;
using namespace ohmimo::compare;
using namespace ohmimo::penalty;

CompareConfig config128() {
  CompareConfig config;
  config.system.solver.cycles = {3};
  return checked(config);
}

const SolverCosts& costs128() {
  static const SolverCosts costs = solver_costs(config128());
  return costs;
}

const ComparisonRow& row_of(const ComparisonTable& table, const std::string& name, const std::string& scope) {
  for (const ComparisonRow& row : table.rows)
    if (row.name == name && row.scope.starts_with(scope)) return row;
  FAIL("no row " << name);
  return table.rows[0];
}

// A solver of 1 us and 1 nJ per vector, 1 ms and 10 nJ per channel.
SolverCost round_solver() {
  SolverCost solver{"round", {}};
  solver.cost.per_vector.items = {{"solve", 1000.0, 1000.0, 2e6}};
  solver.cost.per_matrix.items = {{"program", 1e6, 10000.0, 0.0}};
  return solver;
}

TEST_CASE("coherence: constants of the closed forms, and scaling with speed, carrier and delay spread") {
  Mobility mobility;
  CHECK(doppler_Hz(mobility) == about(30.0 / 3.6 * 3.5e9 / 299792458.0));
  CHECK(coherence_time_s(mobility) * doppler_Hz(mobility) == about(0.2421, 1e-3));  // J0(1.5211) = 1/2
  CHECK(coherence_bandwidth_Hz(mobility) * 100e-9 == about(std::sqrt(3.0) / (2 * M_PI)));
  const double at_30 = coherence_time_s(mobility);
  mobility.speed_kmh = 120;
  CHECK(at_30 / coherence_time_s(mobility) == about(4.0));
  mobility.correlation = 0.9;
  // 1 - x^2/4 for small x: at 0.9, x = 0.641 against 0.632.
  CHECK(coherence_time_s(mobility) * doppler_Hz(mobility) * 2 * M_PI == about(0.641, 2e-3));
  mobility.correlation = 1.0;
  CHECK_THROWS_WITH_AS(check(mobility), "coherence must be > 0 and < 1, got 1", std::invalid_argument);
}

TEST_CASE("reprogramming by hand: share of the time, rate, energy, lifetime") {
  const Mobility mobility;  // 2.49 ms, 2.76 MHz
  const Reprogramming load = reprogramming(round_solver(), mobility, 1e9);
  const double ms = coherence_time_s(mobility) * 1e3;
  CHECK(load.busy_share == about(1.0 / ms));
  CHECK(load.vectors_per_s == about((1.0 - 1.0 / ms) * 1e6));
  CHECK(load.solvers_needed == about(coherence_bandwidth_Hz(mobility) / load.vectors_per_s));
  CHECK(load.nJ_per_vector == about(1.0 + 10.0 / load.vectors));
  CHECK(load.lifetime_days == about(1e9 * ms * 1e-3 / 86400));
  Mobility fast = mobility;
  fast.speed_kmh = 120;  // 0.62 ms < 1 ms of programming
  const Reprogramming late = reprogramming(round_solver(), fast, 1e9);
  CHECK(late.busy_share > 1.0);
  CHECK(late.vectors_per_s == 0.0);
  CHECK(std::isinf(late.solvers_needed));
  CHECK_THROWS_AS(reprogramming(round_solver(), mobility, 0.0), std::invalid_argument);
}

TEST_CASE("coherence text: the sentences, and a channel that cannot be followed") {
  SolverCosts costs{costs128().work, {round_solver()}};
  const std::string text = coherence_text(costs, {{30.0, 120.0}, {}, 1e9});
  CHECK(text.find("At 30 km/h and 3.5 GHz") != std::string::npos);
  CHECK(text.find("the array spends 40.2 % of its time being programmed; 1e+09 cycles last 28.8 days") !=
        std::string::npos);
  CHECK(text.find("needs 1.61 times that long to be programmed") != std::string::npos);
  CHECK(text.find("cannot follow the channel") != std::string::npos);
}

TEST_CASE("three models cover the same work; the paper's presets are its closed form for these cycles") {
  const SolverCosts& costs = costs128();
  REQUIRE(costs.models.size() == 3);
  CHECK(costs.work.n_matrix == 32);
  CHECK(costs.work.ops.lp_inv == 128 * 3 * 9);
  for (const SolverCost& solver : costs.models) {
    CAPTURE(solver.name);
    CHECK(std::ranges::count(solver.cost.per_vector.items, "matched filter", &rram::CostItem::part) == 1);
    CHECK(solver.cost.per_matrix.items.size() == 2);
    CHECK_FALSE(solver.cost.left_out.empty());
    CHECK(solver.cost.has_area == solver.name.starts_with("RRAM bottom-up"));
  }
  // 16 rows in arrays of 4: 9 inversions and 30 products in each of 3 cycles; 4096 products over 128 per ns.
  CHECK(costs.models[0].cost.per_vector.latency_ns() == about(3 * (9 * 126.65 + 30 * 66.65) + 32));
  CHECK(costs.models[1].cost.per_vector.latency_ns() == about(3 * (9 * 26.65 + 30 * 16.65) + 32));
}

TEST_CASE("comparison: units, reuse, parallel solvers, GPU parts") {
  CompareConfig config = config128();
  config.parallel = 5;
  SolverCosts costs{costs128().work, {round_solver()}};
  const ComparisonTable table = compare::compare(config, costs);
  const ComparisonRow& bare = table.rows[0];
  CHECK(*bare.Mvectors_per_s == about(5.0));
  CHECK(*bare.Gbps == about(5.0 * 48e-3));  // 8 users of 6 bits
  CHECK(*bare.nJ_per_vector == about(1.0));
  CHECK(*bare.pJ_per_bit == about(1000.0 / 48));
  CHECK(*bare.area_mm2 == about(10.0));
  CHECK(*bare.Gbps_per_mm2 == about(0.024));
  const ComparisonRow& whole = table.rows[1];  // 1 us + 1 ms / 168
  CHECK(*whole.Mvectors_per_s == about(5.0 / (1.0 + 1000.0 / 168)));
  CHECK(*whole.nJ_per_vector == about(1.0 + 10.0 / 168));
  const ComparisonRow& peng = row_of(table, "peng2018_weji", "asic");
  CHECK(peng.same_size);
  CHECK(*peng.general_pJ_per_bit == about(646 / 1.02 * 40 / 65));
  CHECK(*peng.general_Gbps_per_mm2 == about(1.02 / 2.57 * std::pow(65.0 / 40, 3)));
  CHECK(*peng.conservative_pJ_per_bit == about(646 / 1.02));
  const ComparisonRow& core = row_of(table, "H100 SXM5", "one core");
  const ComparisonRow& card = row_of(table, "H100 SXM5", "whole card");
  const ZeroForcingWork work = zero_forcing_flops(128, 8);
  CHECK(work.per_vector == 8 * 128 * 8 + 8 * 64);
  CHECK(work.per_channel == about(8.0 * 128 * (8 * 9 / 2) + 4.0 / 3 * 512));  // half of the Gram matrix, for both
  CHECK(*card.Mvectors_per_s == about(66.9e6 / work.per_vector));
  CHECK(*card.Mvectors_per_s / *core.Mvectors_per_s == about(132 * 128));
  CHECK(*card.nJ_per_vector == about(*core.nJ_per_vector));
  CHECK_FALSE(card.general_pJ_per_bit);
}

TEST_CASE("channels of 3GPP: users that share the angles of one CDL settle longer, the published rows are the same") {
  CompareConfig config = config128();
  config.system.solver.stages = -1;
  config.n_channel = 4;
  const CompareConfig iid = checked(config);
  const SolverCosts flat = solver_costs(iid);
  config.system.channel.exact_statistics = "auto";
  config.system.channel.model = "cdl-c";
  config.system.scene.scene.user_angles = "same";
  const CompareConfig shared = checked(config);
  const SolverCosts close = solver_costs(shared);
  REQUIRE(close.settling_ns.size() == 4);
  CHECK(std::accumulate(close.settling_ns.begin(), close.settling_ns.end(), 0.0) >
        1.5 * std::accumulate(flat.settling_ns.begin(), flat.settling_ns.end(), 0.0));
  CHECK(close.work.n_vector == flat.work.n_vector);
  CHECK(compare::compare(shared, close).rows.size() == compare::compare(iid, flat).rows.size());
}

TEST_CASE("every published row is compared or refused with a reason") {
  CompareConfig config = config128();
  config.unconfirmed = true;
  const ComparisonTable table = compare::compare(config, costs128());
  std::size_t published = 0;
  for (const ComparisonRow& row : table.rows) published += row.kind == FigureKind::published;
  CHECK(published + table.left_out.size() + 3 == published_baselines().size());  // 3 cards are bounds
  for (const NotComparable& row : table.left_out) CHECK_FALSE(row.reason.empty());
  const auto reason = [&](const std::string& name) {
    return std::ranges::find(table.left_out, name, &NotComparable::name)->reason;
  };
  CHECK(reason("agora2020") == "no throughput stated");
  CHECK(reason("zhang2018_gs_fpga") == "neither modulation (for vectors/s) nor power nor area stated");
  CHECK(reason("liang2021_lr8x8") == "neither modulation (for vectors/s) nor power nor area stated");
  CHECK(reason("aerial_gh200_ul").find("whole physical layer") != std::string::npos);
}

TEST_CASE("what is recalled from memory is left out of tables and pictures unless asked for") {
  CompareConfig config = config128();
  const ComparisonTable without = compare::compare(config, costs128());
  config.unconfirmed = true;
  const ComparisonTable with = compare::compare(config, costs128());
  const auto is_memory = [](const Baseline& row) { return row.grade == Baseline::Grade::memory; };
  const auto n_memory = static_cast<std::size_t>(std::ranges::count_if(published_baselines(), is_memory));
  CHECK(without.n_unconfirmed == n_memory);
  CHECK(with.n_unconfirmed == 0);
  CHECK(with.rows.size() + with.left_out.size() == without.rows.size() + without.left_out.size() + n_memory);
  CHECK(std::ranges::none_of(without.rows, [](const ComparisonRow& row) { return row.grade == "memory"; }));
  CHECK(comparison_tables(without).find("5 published design(s) recalled from memory (grade memory) left out; "
                                        "--unconfirmed shows them\n") != std::string::npos);
  CHECK(comparison_tables(with).find("--unconfirmed") == std::string::npos);
  CHECK(scatter_script(with).find("'Liu 2020 recursive CG*'") != std::string::npos);
  CHECK(scatter_script(with).find("* recalled from memory") != std::string::npos);
  CHECK(scatter_script(without).find("Liu 2020") == std::string::npos);
  CHECK(scatter_script(without).find("recalled from memory") == std::string::npos);
}

TEST_CASE("outputs name the kind of every figure, one CSV row each") {
  const ComparisonTable table = compare::compare(config128(), costs128());
  const std::string text = comparison_tables(table);
  for (const char* rule : {"general rule", "conservative rule", " general pJ/b ", " conserv. Gb/s/mm2 "})
    CHECK(text.find(rule) != std::string::npos);
  for (const char* heading : {"MODELLED HARDWARE", "PUBLISHED FIGURES", "BOUNDS FROM DATA SHEETS", "NOT COMPARABLE"})
    CHECK(text.find(heading) != std::string::npos);
  const std::string csv = csv_text(comparison_table(table));
  const auto lines = static_cast<std::size_t>(std::ranges::count(csv, '\n'));
  CHECK(lines == 1 + table.rows.size() + table.left_out.size());
  const std::string json = comparison_json(table, costs128(), {});
  CHECK(std::ranges::count(json, '{') == std::ranges::count(json, '}'));
  CHECK(json.find(": inf") == std::string::npos);
  CHECK(json.find(": nan") == std::string::npos);
  const std::string script = scatter_script(table);
  CHECK(script.find("set logscale x") != std::string::npos);
  CHECK(script.find("'Peng 2018 weighted Jacobi'") != std::string::npos);
  for (const char* key : {"peng2018_weji", "agora2020"}) {  // citation keys: in CSV only
    CHECK(script.find(key) == std::string::npos);
    CHECK(text.find(key) == std::string::npos);
    CHECK(csv.find(key) != std::string::npos);
  }
  CHECK(script.find("Gb/s/mm²") != std::string::npos);
  CHECK(script.find("mm2") == std::string::npos);
  CHECK(cost_tables(costs128()).find("= per vector") != std::string::npos);
}

TEST_CASE("tables of a comparison fit the terminal: rates and energy stay to the last") {
  const ComparisonTable table = compare::compare(config128(), costs128());
  for (const int width : terminal_widths) {
    const std::string text = wrapped(cost_tables(costs128(), width) + comparison_tables(table, width), width);
    CAPTURE(width);
    CHECK(widest_line(text) <= static_cast<std::size_t>(width));
    for (const char* title : {" latency [ns]", " energy [pJ]", " Gb/s", " pJ/b", "= per"})
      CHECK(text.find(title) != std::string::npos);
    CHECK((text.find("scope") != std::string::npos) == (width == 120));
  }
  CHECK(widest_line(comparison_tables(table)) > 200);
}

TEST_CASE("a measured penalty stands in every modelled row and nowhere else") {
  ComparisonTable table = compare::compare(config128(), costs128());
  CHECK(comparison_tables(table).find("SNR penalty") == std::string::npos);
  PenaltyResult result;
  result.status = PenaltyResult::Status::reached;
  result.penalty_db = 0.25;
  result.low_db = 0.24;
  result.high_db = 0.26;
  note_penalty(result, {}, table);
  for (const ComparisonRow& row : table.rows) {
    CHECK(row.penalty_db.has_value() == (row.kind == FigureKind::modelled));
    if (!row.penalty_db) continue;
    CHECK(*row.penalty_db == 0.25);
    CHECK(*row.penalty_low_db == 0.24);
    CHECK(*row.penalty_high_db == 0.26);
  }
  CHECK(comparison_tables(table).find("SNR penalty at BER 0.001, simulated") != std::string::npos);
  ComparisonTable missed = compare::compare(config128(), costs128());
  note_penalty({.status = PenaltyResult::Status::not_reached}, {}, missed);
  CHECK_FALSE(missed.rows[0].penalty_db);
  const std::string csv = csv_text(comparison_table(table));
  const auto commas = [&](std::size_t from) {
    return std::count(csv.begin() + from, csv.begin() + csv.find('\n', from), ',');
  };
  CHECK(commas(0) == 27);
  CHECK(commas(csv.find("not comparable,\"lumami2017\"")) == 27);  // no comma in its texts
}

TEST_CASE("impossible configurations are refused by name") {
  const auto refusal = [](auto change) {
    CompareConfig config;
    change(config);
    try {
      checked(config);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refusal([](CompareConfig& c) { c.tile = 3; }) == "tile must divide the 16 real rows by a power of two, got 3");
  CHECK(refusal([](CompareConfig& c) { c.system.link.n_user = 65; }) ==
        "users must be from 1 to 64 to be compared, got 65");
  CHECK(refusal([](CompareConfig& c) { c.n_reuse = 0.5; }) == "reuse must be from 1 to 1e12 vectors, got 0.5");
  CHECK(refusal([](CompareConfig& c) { c.parallel = 0; }) == "parallel must be from 1 to 1000000, got 0");
  CHECK(refusal([](CompareConfig& c) { c.node_nm = 0; }) == "node-nm must be from 1 to 1000, got 0");
  CompareConfig odd;
  odd.system.link.n_user = 3;
  CHECK(checked(odd).tile == 3);
  CHECK(checked(odd).system.solver.stages == 1);
}

}  // namespace test_compare
