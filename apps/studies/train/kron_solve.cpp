#include "apps/studies/train/kron_solve.hpp"

#include <cmath>

namespace ohmimo::train {
namespace {

double mean_diagonal(const arma::mat& m) {
  return arma::trace(m) / static_cast<double>(m.n_rows);
}

}  // namespace

double damping_balance(const KronFactors& factors) {
  const double ratio = mean_diagonal(factors.a) / mean_diagonal(factors.g);
  return std::isfinite(ratio) && ratio > 0.0 ? std::sqrt(ratio) : 1.0;
}

KronFactors damped(const KronFactors& factors, double lambda) {
  const double pi = damping_balance(factors), root = std::sqrt(lambda);
  KronFactors result = factors;
  result.a.diag() += pi * root;
  result.g.diag() += root / pi;
  return result;
}

double condition_bound(const KronFactors& factors, double lambda) {
  return 1.0 + arma::eig_sym(factors.a).max() / (damping_balance(factors) * std::sqrt(lambda));
}

WrittenFactors::WrittenFactors(const KronFactors& factors, const CurvatureSetting& setting, RngStream& device,
                               Counts counts)
    : a_(write_damped(factors.a, setting, device, counts.a)), g_(write_damped(factors.g, setting, device, counts.g)) {}

arma::mat WrittenFactors::solve(const arma::mat& d, Counts counts) const {
  const arma::mat right = a_.solve(d, counts.a);
  return g_.solve(right.t(), counts.g).t();
}

}  // namespace ohmimo::train
