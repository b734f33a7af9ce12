// Stencils on the solver: whole levels, closed forms beside, and the words that make them.
#include <doctest/doctest.h>

#include "apps/studies/solve/stencil_report.hpp"
#include "tests/about.hpp"

namespace test_stencil_solve {

using namespace ohmimo;
using namespace ohmimo::solve;

rram::SolverConfig quantised() {
  rram::SolverConfig solver;
  solver.fidelity = rram::fidelity_from_name("quantised");
  solver.stages = 0;
  return solver;
}

LinearSystem system_of(const SystemSpec& spec) {
  return make_system(spec);
}

TEST_CASE("both mappings write stencils without rounding") {
  for (const bool integer : {true, false})
    for (const matrix::Stencil& stencil :
         {matrix::Stencil{8, 1}, matrix::Stencil{4, 2}, matrix::Stencil{4, 2, 1.0}, matrix::Stencil{5, 1, 0.5}}) {
      rram::SolverConfig solver = quantised();
      if (integer) solver.mapping = integer_mapping(stencil);
      RngStream device({1, 0, 0}, Purpose::device_program);
      const rram::ProgrammedSystem system = rram::program(matrix::stencil_matrix(stencil), solver, device);
      CHECK(system.spectral_radius() < 1e-12);
      CHECK(system.programming().cells_clipped == 0);
    }
}

TEST_CASE("planted: the largest element at level 7 instead of whole levels rounds those beside the diagonal") {
  rram::SolverConfig solver = quantised();
  solver.mapping = integer_mapping({8, 1});
  solver.mapping.scale = *solver.mapping.scale * 6.0 / 7.0;
  solver.mapping.m *= 7.0 / 6.0;
  RngStream device({1, 0, 0}, Purpose::device_program);
  CHECK(rram::program(matrix::stencil_matrix({8, 1}), solver, device).spectral_radius() > 0.1);
}

TEST_CASE("the words give the stencil; a ridge or normal equations take its closed forms away") {
  SystemSpec spec;
  spec.heat = "3x3:0.5";
  LinearSystem system = system_of(spec);
  REQUIRE(system.stencil);
  CHECK(system.matrix.n_rows == 9);
  CHECK(system.matrix(0, 0) == arma::cx_double(3.0, 0.0));
  CHECK(system.matrix(0, 1) == arma::cx_double(-0.5, 0.0));
  CHECK(!system.is_complex);
  CHECK(system.name == "implicit heat step of 0.5 on 3x3 points");
  spec.ridge = "0.1";
  CHECK(!system_of(spec).stencil);
  spec.ridge.clear();
  spec.normal_equations = true;
  CHECK(!system_of(spec).stencil);
  spec.poisson = "4";
  CHECK_THROWS_AS(system_of(spec), std::invalid_argument);  // two matrices
}

TEST_CASE("closed forms stand beside what was measured") {
  SystemSpec spec;
  spec.poisson = "8";
  const LinearSystem system = system_of(spec);
  const arma::mat x = double_solutions(system);
  rram::SolverConfig solver = quantised();
  solver.cycles = 2;
  const SolveOutcome outcome = run_solve(system, x, solver, 1);
  const std::string text = stencil_lines(*system.stencil, system, outcome, x, solver);
  CHECK(text.find("condition number 32.1634, measured 32.1634") != std::string::npos);
  CHECK(text.find("Schur complement reused: 0.6400") != std::string::npos);
  CHECK(text.find("72.9 ns with op-amps of 500 MHz") != std::string::npos);
  CHECK(outcome.rows.back().worst_error < 1e-6);  // 24-bit words, condition 32
}

}  // namespace test_stencil_solve
