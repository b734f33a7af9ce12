// Sweeps and maps of the penalty: what is planned, what is said, what is drawn.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "apps/commands/penalty.hpp"
#include "apps/studies/penalty/penalty_map.hpp"
#include "apps/studies/penalty/penalty_report.hpp"
#include "apps/studies/penalty/penalty_table.hpp"
#include "apps/text/text.hpp"
#include "rram/cells/device_error.hpp"
#include "tests/about.hpp"
#include "tests/apps/config/config_case.hpp"
#include "tests/line_width.hpp"
#include "tests/temporary_folder.hpp"

namespace test_penalty_sweep {

using namespace ohmimo;
using namespace ohmimo::plot;
using namespace ohmimo::penalty;
using Status = PenaltyResult::Status;

PenaltyResult reached(double low_db, double high_db) {
  PenaltyResult r;
  r.status = Status::reached;
  r.stop = PenaltyResult::Stop::width;
  r.penalty_db = 0.5 * (low_db + high_db);
  r.low_db = low_db;
  r.high_db = high_db;
  r.bits = 1.0;
  return r;
}

PenaltyResult without_number(Status status) {
  PenaltyResult r;
  r.status = status;
  r.ber_at_limit = 2e-3;
  r.bits = 1.0;
  return r;
}

PenaltySweep sweep_with(const std::vector<PenaltyResult>& results) {
  std::vector<std::string> values;
  for (std::size_t k = 0; k < results.size(); ++k) values.push_back(std::to_string(k));
  PenaltySweep sweep = plan_sweep(Config{}, {with_values(sweep_parameter("wire-ohm"), values)});
  for (std::size_t k = 0; k < results.size(); ++k) sweep.points[k].result = results[k];
  return sweep;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("penalty sweep: every parameter is a field, its values can be run and go from mild to harsh") {
  for (const SweepParameter& parameter : sweep_parameters()) {
    CAPTURE(parameter.name);
    CHECK(with_values(parameter, parameter.values).values == parameter.values);  // in order
    const PenaltySweep sweep = plan_sweep(Config{}, {parameter});
    REQUIRE(sweep.points.size() == parameter.values.size());
    for (std::size_t k = 1; k < sweep.points.size(); ++k)
      CHECK(sweep.points[k].run.id.config_hash != sweep.points[0].run.id.config_hash);
    CHECK(sweep_parameter(parameter.name).name == parameter.name);
  }
}

TEST_CASE("penalty sweep: a parameter raises the fidelity to the rung that simulates it and never lowers it") {
  const Config base;  // converter
  CHECK(with_parameter(base, sweep_parameter("adc-bits"), "3").solver.fidelity == "converter");
  CHECK(with_parameter(base, sweep_parameter("wire-ohm"), "3").solver.fidelity == "wires");
  CHECK(with_parameter(base, sweep_parameter("levels"), "4").solver.fidelity == "converter");
  const PenaltySweep pair = plan_sweep(base, {sweep_parameter("wire-ohm"), sweep_parameter("gbwp-hz")});
  CHECK(pair.points.size() == 36);
  for (const PenaltyPoint& point : pair.points) CHECK(point.run.config.solver.fidelity == "transient");
  CHECK(pair.at(2, 3).choices[0].value == pair.parameters[0].values[2]);
  CHECK(pair.at(2, 3).choices[1].value == pair.parameters[1].values[3]);
}

TEST_CASE("penalty sweep: other levels of a measured device take a Gaussian error of the same size, said so") {
  const SweepParameter& levels = sweep_parameter("levels");
  Config config;
  const Config changed = with_parameter(config, levels, "16");
  CHECK(changed.hardware.levels == 16);
  CHECK(changed.hardware.program_sigma_uS == about(1e6 * rram::programming_error_S(rram::default_device())));
  CHECK(contains(side_effects(config, levels), "in place of the measured law of taox_zuo2025"));
  config.hardware.device = "hfo2_milo2021";  // fitted: keeps its law
  CHECK(with_parameter(config, levels, "16").hardware.program_sigma_uS == 0.0);
  CHECK(side_effects(config, levels) == "");
  // Both of a pair, in either order.
  for (const bool levels_first : {true, false}) {
    std::vector<SweepParameter> pair = {with_values(levels, {"16"}),
                                        with_values(sweep_parameter("program-sigma-us"), {"2"})};
    if (!levels_first) std::swap(pair[0], pair[1]);
    const PenaltySweep sweep = plan_sweep(Config{}, pair);
    CHECK(sweep.points[0].run.config.hardware.levels == 16);
    CHECK(sweep.points[0].run.config.hardware.program_sigma_uS == 2.0);
  }
}

TEST_CASE("penalty sweep: the limit is where the intervals leave it") {
  const auto limit = [](const std::vector<PenaltyResult>& results) { return limit_of(sweep_with(results), 0.1); };
  SweepLimit all = limit({reached(0.0, 0.02), reached(0.05, 0.09)});
  CHECK(all.harshest_ok == "1");
  CHECK(all.first_not_ok == "");
  const SweepLimit clear = limit({reached(0.0, 0.02), reached(0.11, 0.15), reached(0.0, 0.02)});
  CHECK(clear.harshest_ok == "0");
  CHECK(clear.first_not_ok == "1");
  CHECK_FALSE(clear.undecided);
  CHECK(limit({reached(0.0, 0.02), reached(0.09, 0.11)}).undecided);
  CHECK(limit({reached(0.0, 0.02), without_number(Status::undecided)}).undecided);
  const SweepLimit floor = limit({without_number(Status::not_reached), reached(0.0, 0.02)});
  CHECK(floor.harshest_ok == "");
  CHECK_FALSE(floor.undecided);
  const std::string table = limit_table(Config{}, {sweep_with({reached(0.0, 0.02), reached(0.09, 0.11)})}, 0.1);
  CHECK(contains(table, "wire-ohm         wires      0 "));
  CHECK(contains(table, "1: 0.100 dB [0.090, 0.110], undecided"));
}

TEST_CASE("penalty sweep: where the configured setting costs more than the limit, the change against it is shown") {
  const auto table = [](const PenaltyResult& configured) {
    PenaltyPoint point;
    point.result = configured;
    point.result.bits = 1.0;
    return limit_table(Config{}, {{{}, {point}}, sweep_with({reached(0.20, 0.28), reached(0.45, 0.55)})}, 0.1);
  };
  const std::string costly = table(reached(0.17, 0.23));
  CHECK(contains(costly, "wire-ohm         wires      no value tried         0: 0.240 dB [0.200, 0.280]"));
  // 0.24 - 0.20 dB, half width sqrt(0.04^2 + 0.03^2): below 0.1 dB; then 0.50 - 0.20 dB, sqrt(0.05^2 + 0.03^2).
  CHECK(contains(costly, " 0                      1: 0.300 dB [0.242, 0.358]\n"));
  CHECK(contains(costly, "adds < 0.1 dB up to"));
  CHECK(contains(costly, "as configured costs 0.200 dB [0.170, 0.230] already: the last two columns show the change"));
  CHECK_FALSE(contains(table(reached(0.04, 0.06)), "adds"));
  CHECK(contains(table(without_number(Status::not_reached)),
                 "as configured is not reached: there is no change against it"));
  PenaltyPoint point;
  point.result = reached(0.17, 0.23);
  point.result.bits = 1.0;
  for (const int width : terminal_widths) {
    const std::string narrow =
        limit_table(Config{}, {{{}, {point}}, sweep_with({reached(0.20, 0.28), reached(0.45, 0.55)})}, 0.1, width);
    CHECK(widest_line(narrow.substr(0, narrow.find("one parameter"))) <= static_cast<std::size_t>(width));
    CHECK(contains(narrow, "costs < 0.1 dB up to"));
    CHECK(contains(narrow, "0: 0.240 dB") == (width == 120));
  }
}

TEST_CASE("penalty sweep: a setting without a number never shows one") {
  const PenaltyRule rule;
  CHECK(penalty_text(reached(0.08, 0.12), rule) == "0.100 dB [0.080, 0.120]");
  CHECK(penalty_text(reached(-0.0104, 0.0096), rule) == "0.000 dB [-0.010, 0.010]");
  CHECK(penalty_text(without_number(Status::not_reached), rule) == "not reached: BER 2.00e-03 at +6 dB");
  CHECK(penalty_text(without_number(Status::undecided), rule) == "undecided (stopped by interrupted)");
  PenaltySweep sweep = plan_sweep(Config{}, {with_values(sweep_parameter("wire-ohm"), {"0", "1"}),
                                             with_values(sweep_parameter("adc-bits"), {"4", "3"})});
  sweep.points[0].result = reached(0.18, 0.22);
  sweep.points[1].result = without_number(Status::not_reached);
  sweep.points[2].result = without_number(Status::undecided);
  const HeatMap map = penalty_map(make_run(Config{}), sweep, rule);
  CHECK(map.cells[0].text == "0.20\n±0.02");
  CHECK(map.cells[1].text == "not reached");
  CHECK(map.cells[2].text == "undecided");
  CHECK(map.cells[3].text == "not run");
  for (std::size_t k = 1; k < 4; ++k) CHECK_FALSE(map.cells[k].has_value);
  const std::string csv = csv_text(penalty_table({sweep}, rule));
  CHECK(contains(csv, "wire-ohm,0,adc-bits,4,reached,0.200000,0.180000,0.220000,0.001,"));
  CHECK(contains(csv, "wire-ohm,1,adc-bits,4,not reached,,,,0.001,"));
  CHECK(contains(csv, "wire-ohm,0,adc-bits,3,undecided,,,,0.001,"));
  CHECK_FALSE(contains(csv, "wire-ohm,1,adc-bits,3"));  // not measured
  std::istringstream lines(csv);
  std::string line;
  for (std::size_t columns = 0; std::getline(lines, line);) {
    const std::size_t n = split(line, ',').size();
    CHECK(n == (columns == 0 ? n : columns));
    columns = n;
  }
}

TEST_CASE("penalty map: cells with their texts; wrong shapes and numbers are refused") {
  HeatMap map;
  map.x_values = {"a", "it's"};
  map.y_values = {"c"};
  map.cells = {{true, 0.2, "0.20\n±0.02"}, {false, 0.0, "not reached"}};
  const std::string script = heat_map_script(map);
  CHECK(contains(script, "'it''s' 1"));
  CHECK(contains(script, "'0.20'"));
  CHECK(contains(script, "'±0.02'"));
  CHECK(contains(script, "'not reached'"));
  CHECK(contains(script, "$empty << END_OF_DATA\n1 0 "));
  HeatMap wrong = map;
  wrong.cells.pop_back();
  CHECK(sentence_of([&] { heat_map_script(wrong); }) == "heat map must have 2 x 1 cells, got 1");
  wrong = map;
  wrong.cells[0].value = NAN;
  CHECK(sentence_of([&] { heat_map_script(wrong); }) == "value of a heat map must be finite, got nan");
  const TemporaryFolder folder;
  write_heat_map(map, folder.path / "map");
  CHECK(read_file(folder.path / "map.png").substr(1, 3) == "PNG");
  CHECK(contains(read_file(folder.path / "map.svg"), "not reached"));
}

TEST_CASE("penalty command: same rows for 1, 2 and 5 threads") {
  const TemporaryFolder folder;
  const auto rows = [&](int threads, std::uint64_t seed) {
    Config config;
    config.link.n_rx = 16, config.link.n_user = 4, config.link.modulation = "16qam", config.solver.cycles = {2},
    config.run.threads = threads;
    config.run.seed = seed;
    config.output.out = folder.path.string();
    PenaltyFlags flags;
    flags.link.output.force = true;
    flags.rule = {.target_ber = 1e-2, .half_width_db = 0.05};
    flags.pairs = {"adc-bits,cycles"};
    flags.values = {"adc-bits=4,3", "cycles=2,1"};
    CHECK(run_penalty(make_run(config), flags) == 0);
    CHECK(std::filesystem::exists(folder.path / "penalty_adc-bits_cycles.png"));
    return read_file(folder.path / "penalty.csv");
  };
  const std::string one = rows(1, 1);
  CHECK(std::ranges::count(one, '\n') == 1 + 1 + 2 + 2 + 4);
  CHECK(rows(2, 1) == one);
  CHECK(rows(5, 1) == one);
  CHECK(rows(1, 2) != one);
}

}  // namespace test_penalty_sweep
