#include "apps/studies/train/train_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "apps/studies/train/newton.hpp"

namespace ohmimo::train {
namespace {

constexpr int first_order_share = 20;  // steps of first order for one of second order, at most
constexpr std::uint64_t first_start = 100;

void require(bool ok, std::string_view field, std::string_view rule, double value) {
  if (!ok) throw std::invalid_argument(fmt::format("{} must be {}, got {:g}", field, rule, value));
}

bool on_arrays(const std::string& optimiser) {
  return optimiser.starts_with("rram-");
}

// Runs without arrays and without drawn starts are all the same: one is enough.
int runs_of(const TrainPlan& plan, const std::string& optimiser) {
  return plan.task == Task::network || on_arrays(optimiser) ? plan.n_run : 1;
}

CurvatureSetting curvature_of(const TrainPlan& plan, const std::string& optimiser) {
  CurvatureSetting setting = plan.curvature;
  setting.exact = !on_arrays(optimiser);
  return setting;
}

NetworkSetting network_setting(const TrainPlan& plan, const std::string& optimiser) {
  NetworkSetting setting;
  setting.goal = plan.goal;
  setting.most_steps = plan.most_steps;
  setting.kfac.curvature = curvature_of(plan, optimiser);
  setting.kfac.damping = plan.damping;
  setting.kfac.kl_clip = plan.kl_clip;
  setting.kfac.refresh_every = plan.refresh_every;
  setting.learning_rate = plan.kfac_rate;
  if (optimiser != "sgd" && optimiser != "adam") return setting;
  setting.optimiser = optimiser == "sgd" ? NetworkOptimiser::sgd : NetworkOptimiser::adam;
  setting.learning_rate = optimiser == "sgd" ? plan.sgd_rate : plan.adam_rate;
  setting.most_steps *= first_order_share;
  return setting;
}

class Training {
 public:
  explicit Training(const TrainPlan& plan) : plan_(plan) {
    if (plan.task == Task::logistic)
      problem_ = logistic_problem(plan.logistic);
    else
      set_ = network_set(plan.ill);
  }

  Trace run(const std::string& optimiser, int number) const {
    const RngStream device({plan_.seed, 0, static_cast<std::uint32_t>(number)}, Purpose::device_program);
    if (plan_.task == Task::network)
      return train_network(set_, network_setting(plan_, optimiser), first_start + static_cast<std::uint64_t>(number),
                           device);
    if (optimiser == "gd") return gradient_descent(problem_, {plan_.tolerance, first_order_share * plan_.most_steps});
    return newton(problem_, {curvature_of(plan_, optimiser), plan_.refresh_every, plan_.tolerance, plan_.most_steps},
                  device);
  }

 private:
  const TrainPlan& plan_;
  LogisticProblem problem_;
  NetworkSet set_;
};

}  // namespace

std::vector<std::string> optimiser_names(Task task) {
  if (task == Task::logistic) return {"gd", "newton", "rram-newton"};
  return {"sgd", "adam", "kfac", "rram-kfac"};
}

double smallest_loss(const TrainPlan& plan) {
  if (plan.task == Task::network) return NAN;
  const LogisticProblem problem = logistic_problem(plan.logistic);
  return loss(problem, minimiser(problem));
}

void validate(const TrainPlan& plan) {
  const std::vector<std::string> names = optimiser_names(plan.task);
  if (plan.optimisers.empty()) throw std::invalid_argument("optimiser must be a list of names, got none");
  for (const std::string& optimiser : plan.optimisers)
    if (std::ranges::find(names, optimiser) == names.end())
      throw std::invalid_argument(
          fmt::format("optimiser of this task must be one of {}, got \"{}\"", fmt::join(names, ", "), optimiser));
  require(plan.logistic.d >= 2 && plan.logistic.d <= 64, "features", "from 2 to 64", plan.logistic.d);
  require(plan.refresh_every >= 0 && plan.refresh_every <= 1'000'000, "refresh", "from 0 to 1000000",
          plan.refresh_every);
  require(plan.damping > 0.0 && plan.damping <= 1e6, "damping", "> 0 and at most 1e6", plan.damping);
  require(plan.kl_clip > 0.0 && plan.kl_clip <= 1e6, "kl-clip", "> 0 and at most 1e6", plan.kl_clip);
  for (const auto& [name, rate] :
       {std::pair{"sgd-rate", plan.sgd_rate}, {"adam-rate", plan.adam_rate}, {"kfac-rate", plan.kfac_rate}})
    require(rate > 0.0 && rate <= 1e3, name, "> 0 and at most 1000", rate);
  require(plan.most_steps >= 1 && plan.most_steps <= 100'000, "steps", "from 1 to 100000", plan.most_steps);
  require(plan.tolerance > 0.0 && plan.tolerance <= 1.0, "tolerance", "> 0 and at most 1", plan.tolerance);
  require(plan.goal > 0.0 && plan.goal <= 10.0, "goal", "> 0 and at most 10", plan.goal);
  require(plan.n_run >= 1 && plan.n_run <= 1000, "runs", "from 1 to 1000", plan.n_run);
  rram::validate(plan.curvature.solver);
}

std::vector<OptimiserResult> run_training(const TrainPlan& plan, const TrainControl& control) {
  validate(plan);
  const Training training(plan);
  std::vector<OptimiserResult> results;
  for (const std::string& optimiser : plan.optimisers) {
    OptimiserResult result{optimiser, {}, {}};
    const int n_run = runs_of(plan, optimiser);
    for (int number = 0; number < n_run; ++number) {
      if (control.stop != nullptr && *control.stop) return results;
      control.begin_step(fmt::format("{}, run {}/{}", optimiser, number + 1, n_run));
      result.runs.push_back(training.run(optimiser, number));
      result.runs.back().optimiser = optimiser;
    }
    control.begin_step(fmt::format("{}, its cost", optimiser));
    if (on_arrays(optimiser))
      result.cost = training_cost(result.runs.front(), curvature_of(plan, optimiser), plan.seed);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace ohmimo::train
