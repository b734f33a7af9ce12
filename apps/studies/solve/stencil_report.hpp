// Discretised differential equations on the solver: how their elements become levels, and the closed forms beside what
// was measured.
#pragma once
#include <string>

#include "apps/matrix/stencil.hpp"
#include "apps/studies/solve/solve_run.hpp"

namespace ohmimo::solve {

// All elements in cells at whole levels, A + J above a bias column; otherwise the fitted mapping leaves the diagonal to
// resistors and the elements beside it to levels 0 and 7. Throws std::invalid_argument where no whole levels exist.
rram::MappingConfig integer_mapping(const matrix::Stencil& stencil);

// A line each: condition number, solution, settling time and, of Poisson's equation on one line, the radius of one
// stage of BlockAMC with M4 for the Schur complement.
std::string stencil_lines(const matrix::Stencil& stencil, const LinearSystem& system, const SolveOutcome& outcome,
                          const arma::mat& x_double, const rram::SolverConfig& solver);

}  // namespace ohmimo::solve
