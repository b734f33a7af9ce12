#include "apps/studies/train/newton.hpp"

#include <optional>

namespace ohmimo::train {
namespace {

Step step_of(const LogisticProblem& problem, const arma::vec& w, int step, const CurvatureCount& count) {
  return {step, loss(problem, w), arma::norm(gradient(problem, w)), NAN, count};
}

// The step length 1, 1/2, ... of Armijo's rule; 0 if none of forty holds. Rounding may hide the last descent.
double step_length(const LogisticProblem& problem, const arma::vec& w, const arma::vec& direction, double slope) {
  constexpr double armijo = 1e-4, rounding = 4e-16;
  const double now = loss(problem, w);
  double t = 1.0;
  for (int k = 0; k < 40; ++k, t /= 2.0)
    if (loss(problem, w + t * direction) <= now + armijo * t * slope + rounding) return t;
  return 0.0;
}

}  // namespace

Trace newton(const LogisticProblem& problem, const NewtonSetting& setting, RngStream device) {
  Trace trace;
  trace.ending = "not reached";
  arma::vec w(problem.x.n_cols, arma::fill::zeros);
  trace.curvatures.push_back({"H", {}, {}});
  Curvature& curvature = trace.curvatures.back();
  CurvatureCount& count = curvature.count;
  std::optional<CurvatureMatrix> written;
  try {
    for (int step = 0;; ++step) {
      trace.steps.push_back(step_of(problem, w, step, count));
      if (trace.steps.back().gradient_norm <= setting.tolerance) trace.ending = "reached";
      if (trace.reached() || step == setting.most_steps) break;
      const bool due = setting.write_every > 0 && step % setting.write_every == 0;
      if (!written || due) {
        curvature.last = hessian(problem, w);
        written = write_damped(curvature.last, setting.curvature, device, count);
      }
      const arma::vec g = gradient(problem, w);
      const arma::vec direction = -written->solve(g.t(), count).t();
      w += step_length(problem, w, direction, arma::dot(g, direction)) * direction;
    }
  } catch (const RefusedArray& error) {
    trace.ending = error.what();
  }
  return trace;
}

Trace gradient_descent(const LogisticProblem& problem, const DescentSetting& setting) {
  Trace trace;
  trace.ending = "not reached";
  arma::vec w(problem.x.n_cols, arma::fill::zeros);
  const double length = 1.0 / largest_curvature(problem);
  for (int step = 0;; ++step) {
    trace.steps.push_back(step_of(problem, w, step, {}));
    if (trace.steps.back().gradient_norm <= setting.tolerance) trace.ending = "reached";
    if (trace.reached() || step == setting.most_steps) return trace;
    w -= length * gradient(problem, w);
  }
}

arma::vec minimiser(const LogisticProblem& problem) {
  arma::vec w(problem.x.n_cols, arma::fill::zeros);
  for (int step = 0; step < 50; ++step) {
    const arma::vec g = gradient(problem, w), direction = -arma::solve(hessian(problem, w), g);
    const double t = step_length(problem, w, direction, arma::dot(g, direction));
    w += t * direction;
    if (t == 0.0 || arma::norm(direction) <= 1e-15 * arma::norm(w)) break;
  }
  return w;
}

}  // namespace ohmimo::train
