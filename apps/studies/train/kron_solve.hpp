// K-FAC (Martens and Grosse, ICML 2015): the curvature of a layer is a Kronecker product of the covariance A of its
// inputs and the covariance G of its errors; both are damped and inverted apart.
#pragma once
#include <armadillo>

#include "apps/studies/train/curvature_matrix.hpp"

namespace ohmimo::train {

struct KronFactors {
  arma::mat a, g;  // [d_a][d_a] and [d_g][d_g]
};

// A + pi sqrt(lambda) I and G + sqrt(lambda)/pi I, with pi^2 the ratio of the mean eigenvalues of A and G.
KronFactors damped(const KronFactors& factors, double lambda);
double damping_balance(const KronFactors& factors);  // pi

// The most that the condition number of the damped A can be: 1 + lambda_max(A) / (pi sqrt(lambda)).
double condition_bound(const KronFactors& factors, double lambda);

// Both factors written. G^-1 D A^-1 [d_g][d_a] takes d_g solves with A and then d_a with G.
class WrittenFactors {
 public:
  struct Counts {
    CurvatureCount &a, &g;
  };
  WrittenFactors(const KronFactors& factors, const CurvatureSetting& setting, RngStream& device, Counts counts);
  arma::mat solve(const arma::mat& d, Counts counts) const;

 private:
  CurvatureMatrix a_, g_;
};

}  // namespace ohmimo::train
