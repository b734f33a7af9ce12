// One linear system on the simulated analogue solver, cycle by cycle, held against double precision.
#pragma once
#include <armadillo>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "apps/studies/solve/linear_system.hpp"
#include "rram/solver.hpp"

namespace ohmimo::solve {

struct CycleRow {
  int cycle = 0;
  double median_error = NAN;    // ||x - x_double|| / ||x_double|| of the median right-hand side
  double worst_error = NAN;     // ... and of the worst
  double worst_residual = NAN;  // ||b - A x|| / ||b||, in double precision

  double bits() const;  // -log2 of the median error
};

// Loops of the inversion arrays; unstable: without a steady state, though the fidelity asked for does not simulate it.
struct LoopCount {
  int arrays = 0, unstable = 0;
};

struct SolveOutcome {
  std::vector<CycleRow> rows;  // of the cycles made
  rram::SolveReport report;    // ops without programming
  rram::OperationCount programming;
  double condition = NAN;        // 2-norm, of the matrix solved
  double spectral_radius = NAN;  // of I - A Ainv_realised; NAN above 512 rows
  arma::cx_mat x;                // [n][n_rhs]
  LoopCount loops;  // none where the solver tests them itself (rungs circuit and above), nor above 512 rows
  std::optional<rram::ProgrammedSystem> programmed;
};

// Solutions in double precision, real rows [n_rhs][n]. Rows and then columns of the matrix are scaled by powers of two
// to a largest magnitude in [0.5, 1): only what is singular in any units is refused, as std::invalid_argument.
arma::mat double_solutions(const LinearSystem& system);

// Held against x_double, of double_solutions(). The device errors follow from the seed. begin_step hears of each step
// before it. Throws std::invalid_argument if the log of all cycles would take more than 1000 MB.
SolveOutcome run_solve(
    const LinearSystem& system, const arma::mat& x_double, rram::SolverConfig config, std::uint64_t seed,
    const std::function<void(std::string_view step)>& begin_step = [](std::string_view) {});

}  // namespace ohmimo::solve
