// Matrices to try the solver on, without a file.
#pragma once
#include <armadillo>
#include <string>

#include "phy/rng.hpp"

namespace ohmimo::matrix {

// H^H H / n_rx of a channel H [n_rx][n_user] with i.i.d. CN(0, 1) elements: complex, positive definite if n_user <=
// n_rx.
arma::cx_mat wishart_matrix(int n_rx, int n_user, RngStream& stream);

// rho^|i-j|, 0 <= rho < 1: exponential correlation. Its inverse is tridiagonal.
arma::cx_mat toeplitz_matrix(int n, double rho);

// Independent N(0, 1) elements: real, as a rule neither symmetric nor stable in the analogue loop.
arma::cx_mat random_matrix(int n, RngStream& stream);

}  // namespace ohmimo::matrix
