// The solver as a whole: the ladder of fidelity, refinement, rows switched off, reports.
#include "rram/nnls/nnls_system.hpp"

#include <doctest/doctest.h>

#include "rram/nnls/digital_nnls.hpp"
#include "tests/rram/nnls/nnls_case.hpp"

namespace test_nnls_system {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::nnls_test;
using Status = NnlsReport::Status;

RngStream stream(std::uint32_t frame) {
  return RngStream({5, 0, frame}, Purpose::device_program);
}

NnlsConfig at(std::string_view rung) {
  NnlsConfig config;
  config.fidelity = fidelity_from_name(rung);
  config.analogue.circuit.wire = {0.0, 0.0};
  return config;
}

struct Solved {
  NnlsReport report;
  arma::mat x;
};

Solved solve(const arma::mat& a, const arma::vec& b, const NnlsConfig& config, NnlsLog* log = nullptr) {
  RngStream device = stream(1);
  Solved solved;
  solved.report = program_nnls(a, config, device).solve(arma::mat(b.t()), solved.x, log);
  return solved;
}

double error(const arma::mat& x, const arma::vec& reference) {
  return arma::norm(x.row(0).t() - reference) / arma::norm(reference);
}

double median(std::vector<double> value) {
  std::ranges::nth_element(value, value.begin() + static_cast<long>(value.size() / 2));
  return value[value.size() / 2];
}

TEST_CASE("at the rung exact both circuits equal the digital reference, scaled columns or not") {
  SplitMix64 draws(61);
  double worst = 0.0;
  for (const RegressionKind circuit : {RegressionKind::two_banks, RegressionKind::compact})
    for (int trial = 0; trial < 100; ++trial) {
      PlantedNnls problem = planted_nnls(draws, 24, 6);
      problem.a *= arma::diagmat(arma::exp(4.0 * draws.uniform(6, 1).as_col() - 2.0));
      NnlsConfig config = at("exact");
      config.circuit = circuit;
      const Solved solved = solve(problem.a, problem.b, config);
      REQUIRE(solved.report.status == Status::solved);
      const DigitalNnls reference = solve_nnls(problem.a, problem.b);
      worst = std::max(worst, error(solved.x, reference.x));
      CHECK(solved.report.worst_kkt <= 1e-13);
      CHECK(arma::all(arma::vectorise((solved.report.active.row(0) == 1) == (reference.x.t() > 0.0))));
    }
  CHECK(worst <= 1e-12);
}

TEST_CASE("every rung solves nearly the same, and the report says which problem is another one") {
  SplitMix64 draws(62);
  const PlantedNnls problem = planted_nnls(draws, 16, 4);
  const arma::vec x = solve_nnls(problem.a, problem.b).x;
  for (const RegressionKind circuit : {RegressionKind::two_banks, RegressionKind::compact})
    for (const auto& word : fidelity_words) {
      NnlsConfig config = at(word.word);
      config.circuit = circuit;
      config.settling = true;
      const Solved solved = solve(problem.a, problem.b, config);
      CAPTURE(word.word);
      CHECK(solved.report.status == Status::solved);
      CHECK(error(solved.x, x) < 0.1);
      CHECK(solved.x.min() >= 0.0);
      CHECK(solved.report.problem == "non-negative least squares");
      CHECK(solved.report.ops.analogue_solves == 1);
      CHECK(solved.report.ops.adc == 4);
      CHECK(solved.report.ops.dac == 16);
      CHECK(solved.report.ops.cells_programmed == 2 * 16 * 4);
      CHECK(solved.report.ops.amplifiers == (circuit == RegressionKind::compact ? 4 : 20));
      if (config.fidelity.analogue()) {
        CHECK(solved.report.settling_s > 1e-9);
        CHECK(std::isfinite(solved.report.slowest_rate_per_s));
      }
    }
  NnlsConfig other = at("exact");
  other.circuit = RegressionKind::compact;
  other.compensated = false;
  const Solved weighted = solve(example_a, example_b, other);
  CHECK(error(weighted.x, {0.0, 5.0 / 22.0, 17.0 / 4.0}) > 1e-4);  // the scaling of columns changes the weights
  CHECK(weighted.report.problem.starts_with("another problem: rows are weighted"));
  CHECK(weighted.report.worst_kkt > 1e-3);
  other.compensated = true;
  other.rectifier = Rectifier::clamp;
  CHECK(solve(example_a, example_b, other).report.problem.starts_with("another problem: an output at 0"));
  CHECK(solve(example_a, example_b, other).report.worst_kkt > 1e-4);
}

TEST_CASE("a transient read late is the steady state, and read early is not") {
  NnlsConfig late = at("circuit"), early = at("circuit");
  late.fidelity.transient = early.fidelity.transient = true;
  late.analogue.inverse_read_s = 5e-6;
  early.analogue.inverse_read_s = 5e-9;
  const arma::mat rest = solve(example_a, example_b, at("circuit")).x;
  CHECK(error(solve(example_a, example_b, late).x, rest.row(0).t()) <= 1e-6);
  CHECK(error(solve(example_a, example_b, early).x, rest.row(0).t()) > 1e-2);
}

TEST_CASE("refinement gains more than 3 bits a cycle; the residual sent through the second copy ends at its errors") {
  SplitMix64 draws(63);
  std::vector<std::vector<double>> columns(10), rows(10);
  for (std::uint32_t trial = 0; trial < 40; ++trial) {
    const PlantedNnls problem = planted_nnls(draws, 64, 8);
    const arma::mat a = problem.a + draws.uniform(64, 8);
    const arma::vec x = solve_nnls(a, problem.b).x;
    for (const NnlsDrive drive : {NnlsDrive::columns, NnlsDrive::rows}) {
      NnlsConfig config = at("converter");
      config.cycles = 10;
      config.drive = drive;
      NnlsLog log;
      RngStream device = stream(trial);
      arma::mat found;
      REQUIRE(program_nnls(a, config, device).solve(arma::mat(problem.b.t()), found, &log).status == Status::solved);
      for (std::size_t c = 0; c < 10; ++c)
        (drive == NnlsDrive::columns ? columns : rows)[c].push_back(error(log.x[c], x));
    }
  }
  for (std::size_t c = 2; c < 7; ++c) CHECK(median(columns[c]) < median(columns[c - 1]) / 5.0);
  CHECK(std::log2(median(columns[1]) / median(columns[6])) / 5.0 >= 3.0);
  CHECK(median(columns[7]) <= 1e-7);
  CHECK(median(rows[9]) > 3e-3);
  CHECK(median(rows[9]) < 4e-2);
  MESSAGE("errors of cycles 1, 2, 8: " << median(columns[0]) << " " << median(columns[1]) << " " << median(columns[7])
                                       << "; rows: " << median(rows[9]));
}

TEST_CASE("refinement converges on the physical circuits too") {
  SplitMix64 draws(64);
  for (const RegressionKind circuit : {RegressionKind::two_banks, RegressionKind::compact}) {
    const PlantedNnls problem = planted_nnls(draws, 16, 4);
    const arma::vec x = solve_nnls(problem.a, problem.b).x;
    NnlsConfig config = at("circuit");
    config.circuit = circuit;
    config.analogue.circuit.amplifier.offset_sigma_V = 1e-4;
    config.cycles = 12;
    const Solved solved = solve(problem.a, problem.b, config);
    CHECK(solved.report.status == Status::solved);
    CHECK(error(solved.x, x) <= 1e-6);
    CHECK(solved.report.ops.exact_products == 22);
  }
}

TEST_CASE("rows switched off leave the problem of the other rows, and a ridge adds to the columns") {
  SplitMix64 draws(65);
  const PlantedNnls problem = planted_nnls(draws, 20, 4);
  const arma::uvec rows = {1, 2, 4, 5, 7, 8, 10, 11, 13, 19};
  const double ridge = 30.0;
  const arma::mat a = arma::join_cols(problem.a.rows(rows), std::sqrt(ridge) * arma::eye(4, 4));
  const arma::vec b = arma::join_cols(problem.b.elem(rows), arma::vec(4, arma::fill::zeros));
  const arma::vec x = solve_nnls(a, b).x;
  const std::vector<NnlsQuery> queries = {
      {problem.b.elem(rows), rows, ridge}, {problem.b.elem(rows), rows, 0.0}, {arma::vec(), arma::uvec(), ridge}};
  arma::mat found, wired;
  for (const RegressionKind circuit : {RegressionKind::two_banks, RegressionKind::compact})
    for (const bool physical : {false, true}) {
      NnlsConfig config = at("exact");
      config.circuit = circuit;
      config.fidelity.circuit = physical;
      config.analogue.circuit.amplifier.gain = 1e9;
      config.analogue.circuit.amplifier.offset_sigma_V = 1e-12;
      RngStream device = stream(1);
      const NnlsReport report = program_nnls(problem.a, config, device).solve(queries, found);
      CHECK(report.status == Status::solved);
      CHECK(report.worst_kkt <= (physical ? 1e-6 : 1e-13));
      CHECK(error(found, x) <= (physical ? 1e-6 : 1e-12));
      CHECK(arma::all(found.row(2) == 0.0));
      // With wires the cells are switched off and the wires remain.
      config.fidelity.wires = true;
      config.analogue.circuit.wire = {1e-6, 1e-6};
      RngStream again = stream(1);
      CHECK(program_nnls(problem.a, config, again).solve(queries, wired).status == Status::solved);
      CHECK(arma::abs(wired - found).max() <= 1e-6);
    }
}

TEST_CASE("columns of zeros stay 0, equal columns are reported, what is not finite is reported") {
  arma::mat a = example_a;
  a.insert_cols(1, arma::vec(4, arma::fill::zeros));
  const Solved zero = solve(a, example_b, at("device"));
  CHECK(zero.report.status == Status::solved);
  CHECK(zero.x(0, 1) == 0.0);
  arma::mat equal = example_a;
  equal.col(0) = equal.col(2);
  const Solved twice = solve(equal, example_b, at("exact"));
  CHECK((twice.report.status == Status::undetermined || twice.report.worst_kkt <= 1e-12));
  CHECK(solve(arma::mat(4, 2, arma::fill::zeros), example_b, at("exact")).report.status == Status::solved);
  for (const double bad : {double(NAN), double(INFINITY)}) {
    a = example_a;
    a(1, 2) = bad;
    CHECK(solve(a, example_b, at("wires")).report.status == Status::not_finite);
    arma::vec b = example_b;
    b(1) = bad;
    const Solved solved = solve(example_a, b, at("circuit"));
    CHECK(solved.report.status == Status::not_finite);
    CHECK(arma::all(arma::vectorise(solved.x) == 0.0));
    CHECK(std::isnan(solved.report.worst_kkt));
  }
  const NnlsReport unset;
  CHECK(unset.status == Status::not_run);
  CHECK(std::isnan(unset.worst_kkt));
  CHECK(status_name(unset.status) == "not run");
}

TEST_CASE("each right-hand side is solved on its own, and the same stream gives the same bits") {
  SplitMix64 draws(66);
  const PlantedNnls problem = planted_nnls(draws, 12, 5);
  const arma::mat b = 7.0 * draws.uniform(6, 12);
  RngStream one = stream(9), two = stream(9);
  const NnlsConfig config = at("wires");
  const NnlsSystem first = program_nnls(problem.a, config, one), second = program_nnls(problem.a, config, two);
  arma::mat all, single;
  REQUIRE(first.solve(b, all).status == Status::solved);
  for (arma::uword v = 0; v < b.n_rows; ++v) {
    REQUIRE(second.solve(b.row(v), single).status == Status::solved);
    CHECK(arma::all(single.row(0) == all.row(v)));
  }
}

TEST_CASE("an impossible configuration or matrix is refused in one sentence") {
  RngStream device = stream(1);
  const auto refused = [&](const NnlsConfig& config, const char* sentence) {
    CHECK_THROWS_WITH_AS(program_nnls(example_a, config, device), sentence, std::invalid_argument);
  };
  NnlsConfig config = at("exact");
  config.cycles = 0;
  refused(config, "cycles must be 1 to 1000, got 0");
  config = at("exact");
  config.adc_bits = 1;
  refused(config, "adc bits must be 2 to 16, got 1");
  config = at("exact");
  config.output_V = -1.0;
  refused(config, "output must be > 0 V and finite, got -1");
  config = at("exact");
  config.cells.read_noise = true;
  refused(config, "read noise must be off in an NNLS circuit, where it is not simulated, got on");
  CHECK_THROWS_WITH_AS(program_nnls(arma::mat{{1.0, -2.0}}, at("exact"), device),
                       "matrix elements must be >= 0, got -2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(program_nnls(arma::mat(), at("exact"), device), "matrix must not be empty, got 0x0",
                       std::invalid_argument);
  const NnlsSystem system = program_nnls(example_a, at("exact"), device);
  arma::mat x;
  CHECK_THROWS_WITH_AS((void)system.solve(arma::mat(1, 3), x), "right-hand sides must have 4 elements, got 3",
                       std::invalid_argument);
  const auto query_refused = [&](const NnlsQuery& query, const char* sentence) {
    CHECK_THROWS_WITH_AS((void)system.solve({query}, x), sentence, std::invalid_argument);
  };
  query_refused({example_b, std::nullopt, -1.0}, "ridge must be >= 0 and finite, got -1");
  query_refused({example_b, arma::uvec{0, 1}, 0.0}, "right-hand sides must have 2 elements, got 4");
  query_refused({arma::vec{1.0, 2.0}, arma::uvec{0, 4}, 0.0}, "rows must be below 4, got 4");
  query_refused({arma::vec{1.0, 2.0}, arma::uvec{1, 1}, 0.0}, "rows must ascend, got 1 after 1");
}

}  // namespace test_nnls_system
