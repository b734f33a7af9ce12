// The study behind `ohmimo nnls`: problems from words, cycles against exact solutions, circuits that solve another
// problem.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "apps/studies/nnls/nnls_report.hpp"
#include "apps/studies/nnls/nnls_setting.hpp"
#include "tests/about.hpp"
#include "tests/temporary_folder.hpp"

namespace test_nnls_study {

using namespace ohmimo;
using namespace ohmimo::nnls;

Outcome outcome_of(const Problem& problem, const rram::NnlsConfig& config) {
  return run_nnls(problem, config, 1, [](std::string_view) {});
}

// x = (0, 1/2, 7/2), by hand.
Problem example() {
  return {"example", {{3, 2, 1}, {5, 4, 1}, {5, 2, 1}, {1, 0, 1}}, arma::mat(arma::vec{6, 7, 0, 5})};
}

std::string complaint(const ProblemSpec& spec) {
  try {
    make_problem(spec);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "made";
}

TEST_CASE("an ideal circuit of either kind solves the example by hand") {
  for (const rram::RegressionKind kind : {rram::RegressionKind::two_banks, rram::RegressionKind::compact}) {
    rram::NnlsConfig config;
    config.circuit = kind;
    const Outcome outcome = outcome_of(example(), config);
    CHECK(arma::approx_equal(outcome.x, arma::mat{{0.0, 0.5, 3.5}}, "absdiff", 1e-12));
    CHECK(outcome.cycles.size() == 1);
    CHECK(outcome.cycles[0].other_active_sets == 0);
    CHECK(outcome.not_found == 0);
    CHECK(std::isnan(outcome.other_problem));
    // max(0, LS) = (0, 7/2, 8).
    CHECK(outcome.clipped_error == about(std::sqrt((9.0 + 20.25) / (0.25 + 12.25)), 1e-10));
  }
}

TEST_CASE("the compact circuit that is not compensated is said to solve another problem, and off by how much") {
  rram::NnlsConfig config;
  config.circuit = rram::RegressionKind::compact;
  config.compensated = false;
  const Problem problem = example();
  const Outcome outcome = outcome_of(problem, config);
  CHECK(outcome.other_problem > 0.01);
  CHECK(outcome.cycles[0].median_error == about(outcome.other_problem, 1e-6));
  CHECK(summary_text(outcome, problem).find("another problem: rows are weighted") != std::string::npos);
  CHECK(other_problem_text(config).starts_with("this circuit solves another problem"));
}

TEST_CASE("refinement gains on the device and converter rungs what the library promises") {
  ProblemSpec spec;
  spec.planted = "64x8";
  spec.n_rhs = "20";
  const Problem problem = make_problem(spec);
  CHECK(problem.b.n_cols == 20);
  CHECK(problem.b.min() >= 0.0);
  rram::NnlsConfig config;
  config.fidelity = rram::fidelity_from_name("converter");
  config.cycles = 7;
  const Outcome outcome = outcome_of(problem, config);
  REQUIRE(outcome.cycles.size() == 7);
  for (std::size_t k = 1; k < 7; ++k)
    CHECK(outcome.cycles[k].median_error < outcome.cycles[k - 1].median_error / 4.0);  // 2 bits at least
  CHECK(outcome.cycles[6].worst_error < 1e-6);
  CHECK(outcome.report.ops.analogue_solves == 140);
  CHECK(failure_text(outcome).empty());
}

TEST_CASE("planted problems are the same for the same seed, others for another") {
  ProblemSpec spec;
  spec.planted = "5x3";
  const Problem first = make_problem(spec), again = make_problem(spec);
  spec.seed = 2;
  const Problem other = make_problem(spec);
  CHECK(arma::approx_equal(first.b, again.b, "absdiff", 0.0));
  CHECK_FALSE(arma::approx_equal(first.a, other.a, "absdiff", 0.0));
}

TEST_CASE("wrong problems are refused by name") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("negative.csv")) << "1,2\n3,-4\n";
  std::ofstream(folder.file("complex.csv")) << "1,2\n3,1+2j\n";
  std::ofstream(folder.file("fine.csv")) << "1,2\n3,4\n5,6\n";
  std::ofstream(folder.file("two.csv")) << "1\n2\n";
  std::ofstream(folder.file("huge.csv")) << "1e200,1\n1e200,2\n";
  ProblemSpec spec;
  CHECK(complaint(spec) == "one matrix is needed: FILE or --planted, got none");
  spec.planted = "8";
  CHECK(complaint(spec) == "planted must be ROWSxCOLUMNS, such as 64x8, got \"8\"");
  spec.planted = "8x0";
  CHECK(complaint(spec) == "planted columns must be from 1 to 512, got 0");
  spec.planted = "8x2";
  spec.n_rhs = "0";
  CHECK(complaint(spec) == "n-rhs must be from 1 to 100000, got 0");
  spec.file = folder.file("fine.csv");
  CHECK(complaint(spec) == "one matrix is needed: FILE or --planted, got both");
  spec = {};
  spec.file = folder.file("negative.csv");
  CHECK(complaint(spec).find("must hold numbers >= 0, which conductances can be, got -4") != std::string::npos);
  spec.file = folder.file("complex.csv");
  CHECK(complaint(spec).find("must hold real numbers, got complex ones") != std::string::npos);
  spec.file = folder.file("huge.csv");
  CHECK(complaint(spec).find("must have numbers whose products fit a double") != std::string::npos);
  spec.file = folder.file("fine.csv");
  spec.rhs = folder.file("two.csv");
  CHECK(complaint(spec).find("must have 3 rows, one for each of the matrix, got 2") != std::string::npos);
  spec.n_rhs = "3";
  CHECK(complaint(spec).starts_with("n-rhs must go with rhs planted"));
}

TEST_CASE("matrices without full rank, with columns of zeros and right-hand sides of zeros end in order") {
  Problem problem = example();
  problem.a = arma::join_rows(problem.a, arma::mat(4, 1, arma::fill::zeros), arma::mat(problem.a.col(0)));
  problem.b = arma::join_rows(problem.b, arma::mat(4, 1, arma::fill::zeros));
  rram::NnlsConfig config;
  config.fidelity = rram::fidelity_from_name("converter");
  config.cycles = 4;
  const Outcome outcome = outcome_of(problem, config);
  CHECK(outcome.x.is_finite());
  CHECK(arma::norm(outcome.x.row(1)) == 0.0);
  CHECK(outcome.x(0, 3) == 0.0);
  CHECK_FALSE(summary_text(outcome, problem).empty());
}

}  // namespace test_nnls_study
