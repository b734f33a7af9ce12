// Whether x solves the non-negative least squares problem
//   min over x >= 0 of 1/2 ||A x - b||^2,   g = A^T (A x - b)
// It does exactly if x >= 0, g >= 0 and x_j g_j = 0 for every j (Karush, Kuhn and Tucker). Judged in double precision.
#pragma once
#include <armadillo>
#include <cmath>

namespace ohmimo::rram {

// Each number has no unit and is 0 for a solution. x_j counts in units of u / ||a_j||, g_j in units of ||a_j|| u, with
// a_j the columns of A and u = ||b|| + sum_j ||a_j|| |x_j|, the size of what A x - b is the sum of: rounding alone
// leaves some 1e-16, whatever the condition of A. Columns of zeros count for nothing but the sign of their x_j.
struct KktResidual {
  double negative_x = NAN;     // max(0, -x_j), the largest
  double negative_g = NAN;     // max(0, -g_j), the largest
  double complementary = NAN;  // |x_j g_j|, the largest
  double largest() const;      // NaN if one of them is
};
// a [m][k], x [k], b [m]; NaN if one of them is not finite.
KktResidual kkt_residual(const arma::mat& a, const arma::vec& x, const arma::vec& b);

}  // namespace ohmimo::rram
