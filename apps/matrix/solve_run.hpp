// One linear system on the simulated analogue solver, cycle by cycle, held against double precision.
#pragma once
#include <armadillo>
#include <cstdint>
#include <optional>
#include <vector>

#include "apps/matrix/linear_system.hpp"
#include "rram/solver.hpp"

namespace ohmimo {

struct CycleRow {
  int cycle = 0;
  double median_error = NAN;    // ||x - x_double|| / ||x_double|| of the median right-hand side
  double worst_error = NAN;     // ... and of the worst
  double worst_residual = NAN;  // ||b - A x|| / ||b||, in double precision

  double bits() const;  // -log2 of the median error
};

struct SolveOutcome {
  std::vector<CycleRow> rows;  // of the cycles made
  rram::SolveReport report;    // ops without programming
  rram::OperationCount programming;
  double condition = NAN;        // 2-norm, of the matrix solved
  double spectral_radius = NAN;  // of I - A Ainv_realised; NAN above 512 rows
  arma::cx_mat x;                // [n][n_rhs]
  std::optional<rram::ProgrammedSystem> programmed;
};

// The device errors follow from the seed. Throws std::invalid_argument if the matrix is singular in double precision
// or if the log of all cycles would take more than 1000 MB. Whether the loop settles is not asked here.
SolveOutcome run_solve(const LinearSystem& system, rram::SolverConfig config, std::uint64_t seed);

}  // namespace ohmimo
