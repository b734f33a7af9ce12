// How a solve ends: status, failure and advice that was tried.
#include <doctest/doctest.h>

#include "apps/matrix/generate.hpp"
#include "apps/matrix/stencil.hpp"
#include "apps/studies/solve/ending.hpp"

namespace test_solve_ending {

using namespace ohmimo;
using namespace ohmimo::solve;

struct Case {
  LinearSystem system;
  SolveOutcome outcome;
  rram::SolverConfig solver;

  Ending ending() const { return ending_of({system, outcome, solver, 1, true}); }
  std::string status() const { return status_text(outcome, solver); }
};

Case solved(const arma::mat& a, const rram::SolverConfig& solver) {
  Case made;
  made.solver = solver;
  made.system.a = made.system.matrix = arma::cx_mat(a, arma::mat(arma::size(a), arma::fill::zeros));
  made.system.b = made.system.rhs =
      arma::cx_mat(arma::mat(a.n_rows, 1, arma::fill::ones), arma::mat(a.n_rows, 1, arma::fill::zeros));
  made.outcome = run_solve(made.system, double_solutions(made.system), solver, 1);
  return made;
}

rram::SolverConfig setting(const char* fidelity, int stages, int cycles, double tolerance = 0.0) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name(fidelity);
  config.stages = stages;
  config.cycles = cycles;
  config.tolerance = tolerance;
  return config;
}

arma::mat permutation() {
  arma::mat a(6, 6, arma::fill::zeros);
  const arma::uword place[] = {4, 5, 2, 3, 0, 1};
  for (arma::uword i = 0; i < 6; ++i) a(i, place[i]) = 1.0;
  return a;
}

arma::mat gram() {
  RngStream stream({3, 0, 0}, Purpose::channel);
  return arma::real(matrix::wishart_matrix(64, 8, stream)) / 64.0;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a tolerance that is not reached fails and says by how much; one that is reached says converged") {
  const Case missed = solved(gram(), setting("converter", 1, 5, 1e-12));
  CHECK(missed.status() == "tolerance not reached");
  CHECK(missed.ending().failed);
  CHECK(contains(missed.ending().sentence, "is above the tolerance 1e-12"));
  CHECK_FALSE(nothing_solved(missed.outcome));
  const Case reached = solved(gram(), setting("converter", 1, 20, 1e-4));
  CHECK(reached.status() == "converged");
  CHECK_FALSE(reached.ending().failed);
  CHECK(reached.ending().sentence == "");
}

TEST_CASE("without a tolerance a solve has converged when its residual is that of the words") {
  CHECK(solved(gram(), setting("converter", 1, 20)).status() == "converged");
  CHECK(solved(gram(), setting("converter", 1, 1)).status() == "cycle limit");
  CHECK(solved(gram(), setting("converter", 1, 1)).ending().sentence == "");  // what was asked for
  CHECK(solved(gram(), setting("exact", 0, 1)).status() == "converged");
}

TEST_CASE("a block that is singular: no solution, and the advice is one that helps") {
  const Case failed = solved(permutation(), setting("exact", 1, 3));
  CHECK(failed.status() == "not finite");
  CHECK(nothing_solved(failed.outcome));
  CHECK(failed.ending().failed);
  CHECK(contains(failed.ending().sentence, "--stages 0 solves it (tried"));
  CHECK_FALSE(contains(failed.ending().sentence, "--equilibrate"));
  CHECK_FALSE(nothing_solved(solved(permutation(), setting("exact", 0, 3)).outcome));
}

TEST_CASE("normal equations are named where they alone help, and only where they may be used") {
  // Eigenvalues of both signs: stationary diverges on rounded levels, fcg cannot run.
  arma::mat a = permutation();
  a(2, 2) = a(3, 3) = 0.0;
  a(2, 3) = 1.0, a(3, 2) = -1.0;
  const Case failed = solved(a, setting("circuit", 0, 10));
  REQUIRE(failed.ending().failed);
  CHECK(contains(failed.ending().sentence, "--normal-equations"));
  const Ending without = ending_of({failed.system, failed.outcome, failed.solver, 1, false});
  CHECK_FALSE(contains(without.sentence, "--normal-equations"));
}

TEST_CASE("a crawling refinement says so and names what does not crawl") {
  const arma::mat a = matrix::stencil_matrix({.n = 32});
  const Case slow = solved(a, setting("converter", 3, 10));
  CHECK(slow.status() == "cycle limit");
  CHECK_FALSE(slow.ending().failed);
  CHECK(contains(slow.ending().sentence, "refinement crawls"));
  CHECK(contains(slow.ending().sentence, "--refinement fcg"));
  CHECK(contains(slow.ending().sentence, "tried"));
}

}  // namespace test_solve_ending
