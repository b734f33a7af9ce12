#include "apps/studies/verify/pde_checks.hpp"

#include <fmt/format.h>

#include <cmath>

#include "rram/solver.hpp"

namespace ohmimo::verify {

using matrix::Stencil;

namespace {

// On the exact rung, one stage of BlockAMC with the exact Schur complement.
arma::mat solved(const arma::mat& a, const arma::mat& rows) {
  rram::SolverConfig config;
  config.schur = rram::Schur::exact;
  config.cycles = 1;
  RngStream device({1, 0, 0}, Purpose::device_program);
  arma::mat x;
  const rram::SolveReport report = rram::program(a, config, device).solve(rows, x);
  return report.status == rram::SolveReport::Status::not_finite ? arma::mat(arma::size(x), arma::fill::value(NAN)) : x;
}

double radius(const arma::mat& a, int stages) {
  rram::SolverConfig config;
  config.stages = stages;
  RngStream device({1, 0, 0}, Purpose::device_program);
  return rram::program(a, config, device).spectral_radius();
}

}  // namespace

std::vector<Check> stencil_by_hand(const StencilMatrix& matrix) {
  const arma::mat line = arma::mat{{4, 3, 2, 1}, {3, 6, 4, 2}, {2, 4, 6, 3}, {1, 2, 3, 4}} / 5.0;
  const arma::mat square = arma::mat{{7, 2, 2, 1}, {2, 7, 1, 2}, {2, 1, 7, 2}, {1, 2, 2, 7}} / 24.0;
  const arma::mat grid = solved(matrix({4, 2}), arma::ones(1, 16));
  const Expectation rational = Expectation::at_most(1e-12);
  return {
      {"4 points of a line: inverse", largest_difference(solved(matrix({4, 1}), arma::eye(4, 4)), line), rational,
       "by hand"},
      {"4 points of a line, b = 1: (2, 3, 3, 2)",
       largest_difference(solved(matrix({4, 1}), arma::ones(1, 4)), arma::rowvec{2, 3, 3, 2}), rational, "by hand"},
      {"square of 2x2: inverse", largest_difference(solved(matrix({2, 2}), arma::eye(4, 4)), square), rational,
       "by hand"},
      {"square of 4x4, b = 1: corner 5/6, edge 7/6, centre 5/3",
       largest_difference(arma::rowvec{grid(0), grid(1), grid(5)}, arma::rowvec{5.0 / 6, 7.0 / 6, 5.0 / 3}), rational,
       "by hand"},
  };
}

std::vector<Check> stencil_forms(const StencilMatrix& matrix) {
  std::vector<Check> checks;
  double worst_line = 0.0, worst_square = 0.0, worst_solution = 0.0;
  for (const int n : {4, 8, 16, 32, 64, 128})
    worst_line = worst_of(worst_line, std::abs(arma::cond(matrix({n, 1})) / matrix::condition({n, 1}) - 1.0));
  for (const int n : {4, 8, 16})
    worst_square = worst_of(worst_square, std::abs(arma::cond(matrix({n, 2})) / matrix::condition({n, 2}) - 1.0));
  for (const Stencil& stencil : {Stencil{32, 1}, Stencil{8, 2}, Stencil{8, 2, 0.25}}) {
    const arma::vec b = arma::linspace(-1.0, 2.0, static_cast<arma::uword>(stencil.unknowns()));
    const arma::vec x = matrix::sine_solution(stencil, b);
    worst_solution = worst_of(worst_solution, arma::norm(arma::solve(matrix(stencil), b) - x) / arma::norm(x));
  }
  const Expectation relative = Expectation::at_most(1e-10);
  checks = {{"condition number on a line, 4 to 128 points, relative", worst_line, relative, "cot^2(pi/(2(n+1)))"},
            {"condition number on a square, 4 to 16 points a side", worst_square, relative, "cot^2(pi/(2(n+1)))"},
            {"solutions by sines, three stencils, relative", worst_solution, relative, "LU"}};
  struct Settling {
    int n, dimension;
    double ns;
  };
  for (const auto& [n, dimension, ns] :
       {Settling{2, 1, 4.4}, {4, 2, 11.5}, {8, 2, 36.5}, {16, 1, 129.0}, {32, 1, 486.0}})
    checks.push_back({fmt::format("settling to 0.1 %, {} points a side, {}D, 1 GHz [ns]", n, dimension),
                      1e9 * matrix::settling_s({n, dimension}, 1e9, 1e-3), Expectation::near(ns, 0.011 * ns),
                      "independent program, 2 to 3 digits"});
  return checks;
}

std::vector<Check> stencil_blocks(const StencilMatrix& matrix) {
  double worst = 0.0;
  for (const int h : {1, 2, 4, 8, 16})
    worst = worst_of(worst, std::abs(radius(matrix({2 * h, 1}), 1) - matrix::reused_block_radius(h)));
  std::vector<Check> checks = {{"one stage on a line, 2 to 32 points: difference from the form", worst,
                                Expectation::at_most(1e-12), "(h/(h+1))^2"}};
  struct Known {
    Stencil stencil;
    int stages;
    double radius;
  };
  for (const Known& k : {Known{{8, 1}, 2, 0.732},
                         {{16, 1}, 3, 0.907},
                         {{32, 1}, 3, 0.957},
                         {{4, 2}, 2, 0.33},
                         {{8, 2}, 2, 0.56},
                         {{16, 2}, 3, 0.83},
                         {{8, 2, 1.0}, 3, 0.20},
                         {{8, 2, 0.25}, 3, 0.037}})
    checks.push_back({fmt::format("{}, {} stages, Schur complement reused", k.stencil.name(), k.stages),
                      radius(matrix(k.stencil), k.stages), Expectation::near(k.radius, 5.1e-3),
                      "independent program, 2 to 3 digits"});
  return checks;
}

std::vector<CheckGroup> pde_check_groups() {
  const StencilMatrix matrix = matrix::stencil_matrix;
  return {
      {"worked stencils", [matrix](const VerifyOptions&) { return stencil_by_hand(matrix); }},
      {"closed forms", [matrix](const VerifyOptions&) { return stencil_forms(matrix); }},
      {"BlockAMC with the Schur complement reused", [matrix](const VerifyOptions&) { return stencil_blocks(matrix); }},
      {"mapping to levels", [matrix](const VerifyOptions& o) { return stencil_mapping_checks(matrix, o); }},
      {"refinement cycle by cycle", [matrix](const VerifyOptions& o) { return stencil_cycle_checks(matrix, o); }},
  };
}

}  // namespace ohmimo::verify
