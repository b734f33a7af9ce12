// A curvature matrix written to the analogue solver, for steps of second-order training: scaled to a unit diagonal, its
// diagonal on exact resistors, the steps refined. An array whose loop would not settle is refused.
#pragma once
#include <armadillo>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "rram/solver.hpp"

namespace ohmimo::train {

// What a right-hand side gets whose residual grows while it is refined.
enum class Growth {
  keep_best,  // the cycle with the smallest residual
  refuse      // RefusedArray, once the residual has grown twice or passed four times its smallest
};

struct CurvatureSetting {
  bool exact = false;              // Cholesky in double precision: no array
  rram::SolverConfig solver = {};  // its mapping and equilibration follow from the two below
  bool jacobi = true;              // write J A J with a unit diagonal, J = diag(A)^-1/2
  bool resistor_diagonal = true;   // the diagonal on resistors without programming error; else in cells
  Growth growth = Growth::keep_best;
  int damping_trials = 6;  // of write_damped(); 0 = a matrix that is refused ends the run
};

// The solver settings of this study: one array, 8-bit converters, one cycle, cells as programmed.
rram::SolverConfig usual_training_solver();

// What a run has cost so far.
struct CurvatureCount {
  std::uint64_t matrices = 0;  // written
  std::uint64_t refused = 0;   // of these, by the stability test
  std::uint64_t cells = 0;     // written
  std::uint64_t solves = 0;    // right-hand sides
  std::uint64_t cycles = 0;    // of refinement, over all right-hand sides
  CurvatureCount& operator+=(const CurvatureCount& other);
};

class RefusedArray : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The matrix that the arrays get for a, and how they are told to hold it.
struct WrittenForm {
  arma::mat matrix;           // J A J, or A
  std::vector<double> scale;  // J; empty: not scaled
  rram::SolverConfig config;
};
WrittenForm written_form(const arma::mat& a, const CurvatureSetting& setting);

class CurvatureMatrix {
 public:
  // a: symmetric positive definite. Throws RefusedArray if the written array has an eigenvalue <= 0 in its symmetric
  // part: its loop may then have no steady state.
  CurvatureMatrix(const arma::mat& a, const CurvatureSetting& setting, RngStream& device, CurvatureCount& count);

  // A^-1 b for each row of b [n_vector][n].
  arma::mat solve(const arma::mat& b, CurvatureCount& count) const;

  arma::mat inverse() const;  // the operator that one cycle applies, without converters, in terms of a

 private:
  arma::mat refined(const arma::mat& b, CurvatureCount& count) const;

  CurvatureSetting setting_;
  std::vector<double> scale_;  // J; empty: not scaled
  arma::mat exact_;            // of Cholesky: the inverse
  std::optional<rram::ProgrammedSystem> system_;
};

// The same; a matrix that is refused is written again with more on its diagonal, from a hundredth of the mean diagonal
// element on, four times as much at every trial. Throws RefusedArray after the last.
CurvatureMatrix write_damped(const arma::mat& a, const CurvatureSetting& setting, RngStream& device,
                             CurvatureCount& count);

}  // namespace ohmimo::train
