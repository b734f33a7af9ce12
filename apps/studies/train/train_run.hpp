// What `ohmimo train` runs: a task, and optimisers side by side on it, each over several draws of devices or starts.
#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "apps/studies/train/logistic.hpp"
#include "apps/studies/train/network_training.hpp"
#include "apps/studies/train/trace.hpp"
#include "apps/studies/train/training_cost.hpp"

namespace ohmimo::train {

enum class Task { logistic, network };
inline constexpr EnumWord<Task> task_words[] = {{"logistic", Task::logistic}, {"network", Task::network}};

struct TrainPlan {
  Task task = Task::logistic;
  LogisticSet logistic = {.d = 8, .scaled = true};
  bool ill = true;  // of the network's inputs
  std::vector<std::string> optimisers;
  CurvatureSetting curvature;
  int refresh_every = 1;  // steps; 0 = written once
  double damping = 1e-2, kl_clip = 1e-2;
  double sgd_rate = 1.0, adam_rate = 0.1, kfac_rate = 0.1;
  int most_steps = 199;     // of second-order optimisers; others may take 20 times as many
  double tolerance = 1e-8;  // of the gradient, logistic
  double goal = 0.1;        // of the loss, network
  int n_run = 5;
  std::uint64_t seed = 1;
};

// Words of a list of optimisers: gd, newton, rram-newton; sgd, adam, kfac, rram-kfac.
std::vector<std::string> optimiser_names(Task task);

struct OptimiserResult {
  std::string optimiser;
  std::vector<Trace> runs;
  TrainingCost cost;  // of the first run
};

struct TrainControl {
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const std::string& step)> begin_step = [](const std::string&) {};
};

// The smallest loss there is; NAN of networks, for which none is known.
double smallest_loss(const TrainPlan& plan);

// Throws std::invalid_argument naming field, rule and value.
void validate(const TrainPlan& plan);
std::vector<OptimiserResult> run_training(const TrainPlan& plan, const TrainControl& control = {});

}  // namespace ohmimo::train
