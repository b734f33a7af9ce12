// Newton's method for logistic regression, its steps from the analogue solver or exact, and gradient descent beside it.
// The gradient is always exact: an inexact step costs iterations, not accuracy.
#pragma once
#include <atomic>

#include "apps/studies/train/logistic.hpp"
#include "apps/studies/train/trace.hpp"

namespace ohmimo::train {

struct NewtonSetting {
  CurvatureSetting curvature;
  int write_every = 1;      // steps between two writes of the Hessian; 0 = written once
  double tolerance = 1e-8;  // of the norm of the gradient
  int most_steps = 199;
};

// From w = 0; steps are halved until Armijo's rule with 1e-4 holds. Ends early if an array is refused.
Trace newton(const LogisticProblem& problem, const NewtonSetting& setting, RngStream device);

// Steps of 1/L, L = largest_curvature(). Keeps every `keep`-th step.
struct DescentSetting {
  double tolerance = 1e-8;
  int most_steps = 10'000;
};
Trace gradient_descent(const LogisticProblem& problem, const DescentSetting& setting);

// The minimum, by exact Newton steps to the end of double precision.
arma::vec minimiser(const LogisticProblem& problem);

}  // namespace ohmimo::train
