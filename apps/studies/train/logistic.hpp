// Logistic regression: f(w) = mean(log(1 + e^z) - y z) + lambda/2 ||w||^2 with z = X w, its gradient and its Hessian.
#pragma once
#include <armadillo>
#include <cstdint>

namespace ohmimo::train {

struct LogisticProblem {
  arma::mat x;  // [n][d], a first column of ones where there is an intercept
  arma::vec y;  // [n] of 0 and 1
  double lambda = 0.0;
};

double loss(const LogisticProblem& problem, const arma::vec& w);
arma::vec gradient(const LogisticProblem& problem, const arma::vec& w);
arma::mat hessian(const LogisticProblem& problem, const arma::vec& w);

// The largest curvature anywhere: lambda_max(X^T X) / (4 n) + lambda. Gradient descent may take steps of its inverse.
double largest_curvature(const LogisticProblem& problem);

// 512 examples, d - 1 normal features and an intercept, labels drawn from a normal w, lambda = 1e-3. scaled: feature j
// is 2^(-j/1.5) times as large, which takes the condition number from about 3 to above 100.
struct LogisticSet {
  int d = 8;
  bool scaled = false;
  std::uint64_t seed = 3;
};
LogisticProblem logistic_problem(const LogisticSet& set);

}  // namespace ohmimo::train
