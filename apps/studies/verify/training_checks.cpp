#include "apps/studies/verify/training_checks.hpp"

#include <cmath>

#include "apps/studies/verify/training_case.hpp"

namespace ohmimo::verify {
namespace {

const std::string by_hand = "solved by hand";

arma::mat kron_solution(const train::KronFactors& factors, const train::CurvatureSetting& setting) {
  train::CurvatureCount a, g;
  RngStream device({1, 0, 0}, Purpose::device_program);
  const arma::mat d{{1.0, 2.0}, {3.0, 4.0}};
  return train::WrittenFactors(factors, setting, device, {a, g}).solve(d, {a, g});
}

}  // namespace

train::LogisticProblem four_points() {
  return {{{1.0, 0.0}, {1.0, 1.0}, {1.0, 2.0}, {1.0, 3.0}}, {0.0, 1.0, 0.0, 1.0}, 0.0};
}

train::KronFactors two_factors() {
  return {{{2.0, 1.0}, {1.0, 2.0}}, {{3.0, 1.0}, {1.0, 2.0}}};
}

std::vector<Check> training_by_hand(const train::LogisticProblem& points, const train::KronFactors& factors) {
  const arma::vec zero(2, arma::fill::zeros);
  train::LogisticProblem ridge = points;
  ridge.lambda = points.lambda + 0.1;
  const arma::vec free_minimum = train::minimiser(points), ridge_minimum = train::minimiser(ridge);
  const arma::vec first = -arma::solve(train::hessian(points, zero), train::gradient(points, zero));
  const Expectation rational = Expectation::at_most(1e-12), digits = Expectation::at_most(1e-8);
  train::CurvatureSetting exact_rung = training_setting(1, 8);
  exact_rung.solver.fidelity = {};
  const arma::mat kron = arma::mat{{-2.0, 1.0}, {6.0, 12.0}} / 15.0,
                  damped_kron{{-0.07519784, 0.07787861}, {0.31934164, 0.58551038}};
  const train::KronFactors damped = train::damped(factors, 0.1);
  return {
      {"four points: Hessian at 0",
       largest_difference(train::hessian(points, zero), arma::mat{{0.25, 0.375}, {0.375, 0.875}}), rational, by_hand},
      {"four points: first Newton step (-6/5, 4/5)", largest_difference(first, arma::vec{-1.2, 0.8}), rational,
       by_hand},
      {"four points: minimum", largest_difference(free_minimum, arma::vec{-1.36227639, 0.90818426}), digits, by_hand},
      {"four points: loss there", train::loss(points, free_minimum), Expectation::near(0.58687163, 1e-8), by_hand},
      {"four points, ridge 0.1: minimum", largest_difference(ridge_minimum, arma::vec{-0.47186565, 0.44864806}), digits,
       by_hand},
      {"four points, ridge 0.1: loss there", train::loss(ridge, ridge_minimum), Expectation::near(0.63785934, 1e-8),
       by_hand},
      {"G^-1 D A^-1 = [-2 1; 6 12]/15", largest_difference(kron_solution(factors, {.exact = true}), kron), rational,
       by_hand},
      {"the same on the exact rung of the solver", largest_difference(kron_solution(factors, exact_rung), kron),
       rational, by_hand},
      {"damped by 0.1: the same", largest_difference(kron_solution(damped, {.exact = true}), damped_kron), digits,
       by_hand},
  };
}

std::vector<CheckGroup> training_check_groups() {
  return {
      {"worked cases", [](const VerifyOptions&) { return training_by_hand(four_points(), two_factors()); }},
      {"logistic regression by Newton", [](const VerifyOptions& o) { return logistic_checks(known_sets(), o); }},
      {"contraction of one written matrix",
       [](const VerifyOptions& o) {
         return contraction_checks(train::logistic_problem({8, false}), o);
       }},
      {"two-layer network by K-FAC", [](const VerifyOptions& o) { return kfac_checks(train::network_set(true), o); }},
      {"damping and the mapping rule", damping_checks},
  };
}

}  // namespace ohmimo::verify
