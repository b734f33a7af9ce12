#include "apps/studies/train/logistic.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "apps/studies/train/split_mix.hpp"

namespace ohmimo::train {
namespace {

constexpr arma::uword n_example = 512;
constexpr double usual_lambda = 1e-3;

arma::vec sigmoid(const arma::vec& z) {
  return 1.0 / (1.0 + arma::exp(-z));
}

double size(const LogisticProblem& problem) {
  return static_cast<double>(problem.x.n_rows);
}

}  // namespace

double loss(const LogisticProblem& problem, const arma::vec& w) {
  const arma::vec z = problem.x * w;
  const arma::vec log_sum = arma::clamp(z, 0.0, INFINITY) + arma::log1p(arma::exp(-arma::abs(z)));
  return arma::mean(log_sum - problem.y % z) + 0.5 * problem.lambda * arma::dot(w, w);
}

arma::vec gradient(const LogisticProblem& problem, const arma::vec& w) {
  return problem.x.t() * (sigmoid(problem.x * w) - problem.y) / size(problem) + problem.lambda * w;
}

arma::mat hessian(const LogisticProblem& problem, const arma::vec& w) {
  const arma::vec p = sigmoid(problem.x * w);
  arma::mat weighted = problem.x;
  weighted.each_col() %= p % (1.0 - p);
  arma::mat h = problem.x.t() * weighted / size(problem);
  h.diag() += problem.lambda;
  return 0.5 * (h + h.t());
}

double largest_curvature(const LogisticProblem& problem) {
  return arma::norm(problem.x.t() * problem.x) / (4.0 * size(problem)) + problem.lambda;
}

LogisticProblem logistic_problem(const LogisticSet& set) {
  if (set.d < 2 || set.d > 64) throw std::invalid_argument(fmt::format("features must be from 2 to 64, got {}", set.d));
  const arma::uword d = static_cast<arma::uword>(set.d);
  SplitMix draws(set.seed);
  arma::mat features = draws.normals(n_example, d - 1);
  if (set.scaled)
    for (arma::uword j = 0; j < d - 1; ++j) features.col(j) *= std::exp2(-static_cast<double>(j) / 1.5);
  LogisticProblem problem;
  problem.x = arma::join_rows(arma::mat(n_example, 1, arma::fill::ones), features);
  const arma::vec truth = draws.normals(d, 1);
  const arma::vec p = sigmoid(problem.x * truth);
  problem.y.set_size(n_example);
  for (arma::uword i = 0; i < n_example; ++i) problem.y(i) = draws.uniform() < p(i) ? 1.0 : 0.0;
  problem.lambda = usual_lambda;
  return problem;
}

}  // namespace ohmimo::train
