#include <fmt/format.h>

#include <algorithm>

#include "apps/studies/train/network_training.hpp"
#include "apps/studies/verify/training_case.hpp"
#include "apps/studies/verify/training_checks.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::verify {
namespace {

using train::NetworkOptimiser;

constexpr int most_steps = 600;
constexpr double goal = 0.3;

train::NetworkSetting setting_of(NetworkOptimiser optimiser, double learning_rate) {
  train::NetworkSetting setting;
  setting.optimiser = optimiser;
  setting.learning_rate = learning_rate;
  setting.most_steps = most_steps;
  setting.goal = goal;
  setting.kfac.curvature = training_setting(1, 4);
  return setting;
}

// Steps to the goal; most_steps + 1 where it is not reached. K-FAC takes few: more runs of it, for ratios of medians.
std::vector<double> steps_of(const train::NetworkSet& set, const train::NetworkSetting& setting,
                             const VerifyOptions& options) {
  std::vector<double> steps;
  const int n_run = (setting.optimiser == NetworkOptimiser::kfac ? 25 : 5) * (options.full ? 3 : 1);
  for (int run = 0; run < n_run; ++run)
    steps.push_back(train_network(set, setting, 100 + static_cast<std::uint64_t>(run), device_draw(options.seed, run))
                        .steps_to_loss(goal, most_steps));
  return steps;
}

double best_first_order(const train::NetworkSet& set, const VerifyOptions& options) {
  double best = most_steps + 1;
  for (const double rate : {0.1, 0.3, 1.0})
    best = std::min(best, median(steps_of(set, setting_of(NetworkOptimiser::sgd, rate), options)));
  for (const double rate : {0.01, 0.03, 0.1})
    best = std::min(best, median(steps_of(set, setting_of(NetworkOptimiser::adam, rate), options)));
  return best;
}

}  // namespace

std::vector<Check> kfac_checks(const train::NetworkSet& set, const VerifyOptions& options) {
  train::NetworkSetting kfac = setting_of(NetworkOptimiser::kfac, 0.1), exact = kfac;
  exact.kfac.curvature.exact = true;
  train::NetworkSetting raw = kfac;
  raw.kfac.curvature.jacobi = raw.kfac.curvature.resistor_diagonal = false;
  train::NetworkSetting raw_refused = raw;
  raw_refused.kfac.curvature.damping_trials = 0;
  std::vector<double> exact_runs = steps_of(set, exact, options);
  const double exact_steps = median(exact_runs), first_order = best_first_order(set, options);
  exact_runs.resize(exact_runs.size() / 5);  // those of the first-order optimisers
  const std::string source = "independent program, other batches";
  return {
      {"condition number of the inputs' covariance", arma::cond(set.train.x.t() * set.train.x),
       Expectation::near(512.0, 0.5), "independent program"},
      {"exact K-FAC: median steps to a loss of 0.3", exact_steps, Expectation::between(50.0, 85.0), source},
      {"best rate of SGD and Adam over that, the same five starts", first_order / median(exact_runs),
       Expectation::at_least(1.5), source},
      {"one cycle, 4-bit converters, over exact", median(steps_of(set, kfac, options)) / exact_steps,
       Expectation::between(0.75, 1.25), source},
      {"raw matrices in cells: fewest steps, refused where the loop might not settle",
       quantile(steps_of(set, raw_refused, options), 0.0), Expectation::at_least(most_steps), source},
      {"raw matrices, damped until their loops settle, over exact", median(steps_of(set, raw, options)) / exact_steps,
       Expectation::at_least(2.0), "damping costs steps"},
  };
}

}  // namespace ohmimo::verify
