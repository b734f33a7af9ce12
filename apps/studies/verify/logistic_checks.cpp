#include <fmt/format.h>

#include <algorithm>

#include "apps/studies/verify/training_case.hpp"
#include "apps/studies/verify/training_checks.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::verify {
namespace {

constexpr int most_newton_steps = 199;

// Of a program in another language, on the same numbers.
struct Known {
  train::LogisticSet set;
  double labels, minimum;
  int exact, descent;
};
constexpr Known known[] = {{{8, false}, 334, 0.4668207, 5, 65},
                           {{16, false}, 315, 0.3182679, 6, 207},
                           {{8, true}, 333, 0.4928621, 5, 1876},
                           {{16, true}, 355, 0.5185683, 5, 2717}};

// One cell above a bias column has one level for two of a pair of cells where elements have both signs.
const std::string one_array =
    "the expectation is for a pair of cells an element, A+ - A-; our inversion array has one cell an element above a "
    "bias column, whose levels are up to twice as far apart (radii of both: group contraction)";

double median_steps(const train::LogisticProblem& problem, const train::NewtonSetting& setting,
                    const VerifyOptions& options) {
  std::vector<double> steps;
  for (int draw = 0; draw < (options.full ? 200 : 50); ++draw)
    steps.push_back(train::newton(problem, setting, device_draw(options.seed, draw)).iterations(most_newton_steps));
  return median(steps);
}

std::string name_of(const train::LogisticSet& set) {
  return fmt::format("{}, {} features", set.scaled ? "scaled" : "plain", set.d);
}

void add_exact(const Known& k, const train::LogisticProblem& problem, std::vector<Check>& checks) {
  const std::string name = name_of(k.set), source = "independent program";
  const double minimum = train::loss(problem, train::minimiser(problem));
  const train::Trace exact = train::newton(problem, {.curvature = {.exact = true}}, device_draw(1, 0));
  const train::Trace descent = train::gradient_descent(problem, {});
  checks.push_back({name + ": labels of 1", arma::accu(problem.y), Expectation::near(k.labels, 0.0), source});
  checks.push_back({name + ": smallest loss", minimum, Expectation::near(k.minimum, 1e-7), source});
  checks.push_back({name + ": exact Newton steps to a gradient of 1e-8", 1.0 * exact.iterations(most_newton_steps),
                    Expectation::near(k.exact, 0.0), source});
  checks.push_back({name + ": steps of gradient descent", 1.0 * descent.iterations(10'000),
                    Expectation::near(k.descent, 0.0), source});
}

void add_written(const Known& k, const train::LogisticProblem& problem, const VerifyOptions& options,
                 std::vector<Check>& checks) {
  const std::string name = name_of(k.set), source = fmt::format("exact: {} steps", k.exact);
  const double one = median_steps(problem, {.curvature = training_setting(1, 8)}, options),
               two = median_steps(problem, {.curvature = training_setting(2, 8)}, options);
  const int spare = k.set.d == 16 ? 2 : 1;
  checks.push_back({name + ": one cycle, median steps", one, Expectation::at_most(k.exact + 3.0), source,
                    KnownDifference{k.exact + 3.5, k.exact + 5.0, one_array}});
  checks.push_back({name + ": two cycles, median steps", two, Expectation::at_most(k.exact + spare), source,
                    KnownDifference{k.exact + spare + 0.5, k.exact + spare + 1.0, one_array}});
  if (!k.set.scaled) return;
  train::NewtonSetting raw{.curvature = training_setting(1, 8)};
  raw.curvature.jacobi = raw.curvature.resistor_diagonal = false;
  checks.push_back({name + ": not scaled, diagonal in cells, median steps", median_steps(problem, raw, options),
                    Expectation::at_least(100.0), source});
}

}  // namespace

std::vector<Check> logistic_checks(const std::vector<train::LogisticSet>& sets, const VerifyOptions& options) {
  std::vector<Check> checks;
  for (std::size_t k = 0; k < std::min(sets.size(), std::size(known)); ++k) {
    const train::LogisticProblem problem = train::logistic_problem(sets[k]);
    add_exact(known[k], problem, checks);
    add_written(known[k], problem, options, checks);
  }
  return checks;
}

// Near its minimum a step with one written matrix leaves rho(I - H Ht^-1) of the gradient, in the geometric mean.
std::vector<Check> contraction_checks(const train::LogisticProblem& problem, const VerifyOptions& options) {
  constexpr int n_step = 8, n_ratio = 6;
  const arma::vec minimum = train::minimiser(problem);
  const arma::mat h = train::hessian(problem, minimum);
  train::CurvatureSetting setting = training_setting(1, 8);
  setting.solver.fidelity.converter = false;  // their rounding is no linear operator
  std::vector<double> ratios, radii, paired;
  for (int draw = 0; draw < (options.full ? 100 : 20); ++draw) {
    train::CurvatureCount count;
    RngStream device = device_draw(options.seed, draw);
    const train::CurvatureMatrix written(h, setting, device, count);
    arma::vec w = minimum + 1e-3;
    std::vector<double> norms;
    for (int step = 0; step <= n_step; ++step) {
      const arma::vec g = train::gradient(problem, w);
      norms.push_back(arma::norm(g));
      w -= written.solve(g.t(), count).t();
    }
    radii.push_back(written_radius(h, setting, device_draw(options.seed, draw)));
    paired.push_back(paired_radius(h, device_draw(options.seed, draw)));
    ratios.push_back(std::pow(norms[n_step] / norms[n_step - n_ratio], 1.0 / n_ratio) / radii.back());
  }
  const std::string source = "rho(I - H Ht^-1)";
  return {{"ratio of gradients over the radius, smallest of the draws", quantile(ratios, 0.0),
           Expectation::between(0.6, 1.4), source},
          {"the same, largest", quantile(ratios, 1.0), Expectation::between(0.6, 1.4), source},
          {"median radius with pairs of cells", median(paired), Expectation::near(0.05, 0.025), "independent program"},
          {"median radius of our array over that", median(radii) / median(paired), Expectation::between(1.5, 3.5),
           "levels twice as far apart; small elements of a pair sit at level 0, which hardly errs"}};
}

}  // namespace ohmimo::verify
