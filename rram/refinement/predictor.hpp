// Predicts from the programmed operator, before the first cycle, how refinement will go, and chooses its kind.
#pragma once
#include <string_view>

#include "rram/product/bit_sliced_product.hpp"
#include "rram/solve_report.hpp"

namespace ohmimo::rram {

// Upper bound of the spectral radius of a square matrix e: ||e^16||_F^(1/16), by four squarings or 4 n^3
// multiplications. It is too large by a factor of at most (kappa sqrt(n))^(1/16), with kappa the condition number of
// the eigenvectors.
double radius_bound(Dense e);

// An interval that holds the real parts of the eigenvalues of an operator (real, square). Its ends are 2 % off them and
// the lower one is rounded to 2^-8 of the largest real part, so that last bits of the eigenvalue routine do not show.
// Empty if some eigenvalue has no positive real part or is further from the real axis than half the interval. O(n^3)
// with a large constant.
struct EigenvalueInterval {
  double lowest = 0.0;
  double highest = 0.0;
  bool empty() const { return !(lowest > 0.0 && highest > lowest); }
};
EigenvalueInterval eigenvalue_interval(const arma::mat& operation);

// Symmetric to 2^-22 of the largest element, enough for matrices computed in single precision. Positive definite: every
// pivot of the Cholesky factor is above n 2^-52 of the largest element; n^3 / 6 multiplications.
bool is_symmetric(const MatrixView& a);
bool is_positive_definite(Dense a);

// Up to this radius bound stationary takes no more time than fcg, and `automatic` takes it. A cycle divides the error
// by 1/rho, one of fcg by about 2/rho, and takes 1.34 times as long for its second product (120 and 60 ns an operation
// and 6.65 ns of converters, tiles one after another: paper_cost.hpp; 1.34 for any number of stages): equal at rho =
// 2^-(1/0.34). Median cycles to 1e-6 with converters, stationary and fcg: 128x4 (rho 0.03) 6 and 4; 64x8 (0.18) 8 and
// 6; 32x8 (0.34) 11 and 7; 32x16 17 and 11.
inline constexpr double stationary_radius = 0.13;

// The kind that is run, and why.
struct Choice {
  RefinementKind kind = RefinementKind::stationary;
  std::string_view reason;  // of automatic, or where the kind asked for cannot run; otherwise empty
  double predicted_radius = NAN;
  EigenvalueInterval interval;
};

// a: the matrix as the HP copy holds it; inverse: what LP-INV applies, without converters; both [n][n]. fcg needs a,
// chebyshev and automatic need both. Where a kind cannot run, stationary takes its place.
Choice choose_refinement(RefinementKind wanted, const Dense& a, const arma::mat& inverse);

// The same where LP-INV cannot be used, as an array is singular or a loop unstable: fcg runs as plain conjugate
// gradients if it is wanted, or automatic is, and A is symmetric and positive definite; nothing else can.
Choice choose_without_inverse(RefinementKind wanted, const Dense& a);

}  // namespace ohmimo::rram
