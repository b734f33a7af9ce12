// Discretised differential equations: inverses by hand, eigenvalues, solutions, and what is refused.
#include <doctest/doctest.h>

#include "apps/matrix/stencil.hpp"
#include "rram/solver.hpp"
#include "tests/about.hpp"

namespace test_stencil {

using namespace ohmimo;
using namespace ohmimo::matrix;

std::string complaint(std::string_view field, std::string_view text) {
  try {
    stencil_from_text(field, text, 2048);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "none";
}

double largest_difference(const arma::mat& a, const arma::mat& b) {
  return arma::abs(a - b).max();
}

TEST_CASE("inverses by hand, in rationals") {
  const arma::mat line = arma::mat{{4, 3, 2, 1}, {3, 6, 4, 2}, {2, 4, 6, 3}, {1, 2, 3, 4}} / 5.0;
  const arma::mat square = arma::mat{{7, 2, 2, 1}, {2, 7, 1, 2}, {2, 1, 7, 2}, {1, 2, 2, 7}} / 24.0;
  CHECK(largest_difference(stencil_matrix({4, 1}) * line, arma::eye(4, 4)) < 1e-15);
  CHECK(largest_difference(stencil_matrix({2, 2}) * square, arma::eye(4, 4)) < 1e-15);
  const arma::vec x = sine_solution({4, 1}, arma::ones(4)), y = sine_solution({4, 2}, arma::ones(16));
  CHECK(largest_difference(x, arma::vec{2, 3, 3, 2}) < 1e-14);
  CHECK(y(0) == about(5.0 / 6.0, 1e-13));
  CHECK(y(1) == about(7.0 / 6.0, 1e-13));
  CHECK(y(5) == about(5.0 / 3.0, 1e-13));
}

TEST_CASE("eigenvalues and solutions in closed form are those of the matrix") {
  for (const Stencil& stencil : {Stencil{7, 1}, Stencil{5, 2}, Stencil{6, 1, 0.3}, Stencil{4, 2, 1.0}}) {
    const arma::mat a = stencil_matrix(stencil);
    const arma::vec values = arma::eig_sym(a);
    CHECK(smallest_eigenvalue(stencil) == about(values.min(), 1e-12));
    CHECK(largest_eigenvalue(stencil) == about(values.max(), 1e-12));
    CHECK(condition(stencil) == about(arma::cond(a), 1e-12));
    const arma::vec b = arma::regspace(1.0, static_cast<double>(stencil.unknowns())) - 3.0;
    CHECK(largest_difference(sine_solution(stencil, b), arma::solve(a, b)) < 1e-11);
  }
}

TEST_CASE("one stage of BlockAMC with the Schur complement reused: (h/(h+1))^2, as the solver has it") {
  for (const int h : {1, 4, 8, 16}) {
    rram::SolverConfig config;
    config.stages = 1;
    RngStream device({1, 0, 0}, Purpose::device_program);
    const rram::ProgrammedSystem system = rram::program(stencil_matrix({2 * h, 1}), config, device);
    CHECK(std::abs(system.spectral_radius() - reused_block_radius(h)) < 1e-12);
  }
}

TEST_CASE("settling grows as the condition number; figures known to three digits") {
  CHECK(settling_s({2, 1}, 1e9, 1e-3) == about(4.4e-9, 1e-2));
  CHECK(settling_s({8, 2}, 1e9, 1e-3) == about(36.5e-9, 2e-3));
  CHECK(settling_s({32, 1}, 1e9, 1e-3) == about(486e-9, 2e-3));
}

TEST_CASE("whole levels: twice a unit on a line, once on a square; heat where its number divides one") {
  CHECK(whole_levels({8, 1}) == 2);
  CHECK(whole_levels({8, 2}) == 1);
  CHECK(whole_levels({8, 2, 1.0}) == 1);
  CHECK(whole_levels({8, 1, 0.5}) == 1);
  CHECK_THROWS_WITH_AS(
      whole_levels({8, 2, 0.25}),
      "the largest element of A + J must be at most 7 times its smallest step for integer levels, got 9",
      std::invalid_argument);
  CHECK_THROWS_AS(whole_levels({8, 1, 0.3}), std::invalid_argument);
}

TEST_CASE("words") {
  CHECK(stencil_from_text("poisson", "8", 2048).unknowns() == 8);
  CHECK(stencil_from_text("poisson", "8x8", 2048).unknowns() == 64);
  CHECK(stencil_from_text("heat", "8x8", 2048).heat == 1.0);
  CHECK(stencil_from_text("heat", "6:0.25", 2048).heat == 0.25);
  CHECK(stencil_from_text("heat", "6:0.25", 2048).name() == "implicit heat step of 0.25 on 6 points");
  CHECK(complaint("poisson", "4x5") == "poisson points must be N or NxN, got \"4x5\"");
  CHECK(complaint("poisson", "0") == "poisson must be from 1 to 2048, got 0");
  CHECK(complaint("poisson", "46x46") == "poisson must be from 1 to 45, got 46");
  CHECK(complaint("heat", "4:0") == "heat R must be from 1e-6 to 1e6, got 0");
  CHECK(complaint("heat", "4:nan").starts_with("heat R must"));
  CHECK(complaint("poisson", "8:1").starts_with("poisson points must"));
  CHECK(complaint("poisson", "").starts_with("poisson points must"));
  CHECK(complaint("poisson", "4x4x4").starts_with("poisson points must"));
}

}  // namespace test_stencil
