// Exact non-negative least squares of one matrix and many right-hand sides, 16 side by side.
#pragma once
#include <armadillo>

#include "rram/nnls/digital_nnls.hpp"

namespace ohmimo::rram {

struct BatchNnls {
  arma::mat x;                       // [k][n_vector]
  std::vector<NnlsStatus> status;    // [n_vector]
  double worst_kkt = 0.0;            // largest() of those solved
  std::uint64_t factorisations = 0;  // over all right-hand sides
};

// Block principal pivoting on the normal equations of scaled columns and a step of refinement; a right-hand side whose
// step is not small or whose KKT residual stays above 1e-14 goes through solve_nnls() by itself. a [m][k],
// b [m][n_vector]. Throws std::invalid_argument if b has another number of rows than a.
BatchNnls solve_nnls_batch(const arma::mat& a, const arma::mat& b);

}  // namespace ohmimo::rram
