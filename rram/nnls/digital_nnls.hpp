// Non-negative least squares in double precision: what the analogue circuits are held against.
#pragma once
#include <armadillo>
#include <string_view>

#include "rram/nnls/kkt.hpp"

namespace ohmimo::rram {

enum class NnlsStatus { not_run, solved, not_finite, not_found };
std::string_view status_name(NnlsStatus status);

struct DigitalNnls {  // poisoned defaults
  NnlsStatus status = NnlsStatus::not_run;
  arma::vec x;              // [k]; zeros unless solved
  int factorisations = -1;  // least squares problems or systems solved
  KktResidual kkt;
};

// All of these take a [m][k] and b [m] of any values and any shape: columns of zeros get x_j = 0, of equal columns one
// is used. What is not finite gives not_finite. Throws std::invalid_argument if b has another number of elements than a
// rows.

// Block principal pivoting on the normal equations, then a step of refinement with the residual b - A x. Where that
// step is not small the columns found free are solved by QR; where rounding spoils that too, which the KKT residual
// tells, it starts anew with lawson_hanson().
DigitalNnls solve_nnls(const arma::mat& a, const arma::vec& b);

// Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23: one column enters at a time. Slower, and at ease
// with columns that are nearly dependent.
DigitalNnls lawson_hanson(const arma::mat& a, const arma::vec& b);

// x <- max(0, x - g / ||A^T A||) from x = 0, so many times. Never more than an approximation; the status is solved if
// the KKT residual is at most 1e-10, otherwise not_found with x as far as it came.
DigitalNnls projected_gradient(const arma::mat& a, const arma::vec& b, int steps);

}  // namespace ohmimo::rram
