// Training runs as a whole: what is refused, counts and costs, the table, and its picture.
#include <doctest/doctest.h>

#include "apps/studies/train/train_report.hpp"
#include "rram/cost/cost_bottom_up.hpp"
#include "tests/about.hpp"

namespace test_train_report {

using namespace ohmimo;
using namespace ohmimo::train;

TrainPlan small_plan(Task task) {
  TrainPlan plan;
  plan.task = task;
  plan.optimisers = optimiser_names(task);
  plan.curvature.solver = usual_training_solver();
  plan.most_steps = 20;
  plan.n_run = 2;
  if (task == Task::network) plan.refresh_every = 10;
  return plan;
}

TEST_CASE("plans that cannot be run are refused, naming field, rule and value") {
  TrainPlan plan = small_plan(Task::logistic);
  plan.optimisers = {"adam"};
  CHECK_THROWS_WITH_AS(validate(plan), "optimiser of this task must be one of gd, newton, rram-newton, got \"adam\"",
                       std::invalid_argument);
  const auto complaint = [](const std::function<void(TrainPlan&)>& change) {
    TrainPlan changed = small_plan(Task::network);
    change(changed);
    try {
      validate(changed);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(complaint([](TrainPlan&) {}).empty());
  CHECK(complaint([](TrainPlan& p) { p.n_run = 0; }) == "runs must be from 1 to 1000, got 0");
  CHECK(complaint([](TrainPlan& p) { p.damping = 0.0; }) == "damping must be > 0 and at most 1e6, got 0");
  CHECK(complaint([](TrainPlan& p) { p.adam_rate = NAN; }) == "adam-rate must be > 0 and at most 1000, got nan");
  CHECK(complaint([](TrainPlan& p) { p.refresh_every = -1; }) == "refresh must be from 0 to 1000000, got -1");
  CHECK(complaint([](TrainPlan& p) { p.optimisers.clear(); }) == "optimiser must be a list of names, got none");
  CHECK(complaint([](TrainPlan& p) { p.curvature.solver.dac_bits = 1; }).find("dac bits") != std::string::npos);
}

TEST_CASE("rows, summary and picture of a logistic task") {
  const TrainPlan plan = small_plan(Task::logistic);
  const std::vector<OptimiserResult> results = run_training(plan);
  REQUIRE(results.size() == 3);
  CHECK(results[0].runs.size() == 1);  // gradient descent draws nothing
  CHECK(results[2].runs.size() == 2);
  CHECK(results[2].runs[0].steps.size() > results[1].runs[0].steps.size());
  const std::string csv = csv_text(train_table(plan, Config{}, results));
  const plot::Rows rows(csv, "train.csv");
  std::size_t n_step = 0;
  for (const OptimiserResult& result : results)
    for (const Trace& trace : result.runs) n_step += trace.steps.size();
  CHECK(rows.size() == n_step);
  CHECK(rows.number(0, "excess_loss") == about(std::log(2.0) - 0.4928621, 1e-6));
  const plot::LogPlot picture = loss_plot(rows);
  REQUIRE(picture.curves.size() == 3);
  CHECK(picture.curves[0].x.back() <= 60.0);
  const std::string text = summary_lines(plan, results);
  CHECK(text.find("rram-newton") != std::string::npos);
  CHECK(text.find("steps saved are the algorithm's") != std::string::npos);
}

TEST_CASE("a network task has accuracies and no known minimum") {
  TrainPlan plan = small_plan(Task::network);
  plan.optimisers = {"kfac", "rram-kfac"};
  plan.n_run = 1;
  const std::vector<OptimiserResult> results = run_training(plan);
  const plot::Rows rows(csv_text(train_table(plan, Config{}, results)), "train.csv");
  CHECK(rows.text(0, "excess_loss").empty());
  CHECK(rows.number(rows.size() - 1, "test_accuracy") > 0.4);
  CHECK(loss_plot(rows).curves.size() == 2);
  CHECK(summary_lines(plan, results).find("never") != std::string::npos);  // 20 steps do not reach 0.1
}

TEST_CASE("costs are those of the cost model, per write and per solve") {
  TrainPlan plan = small_plan(Task::logistic);
  plan.optimisers = {"rram-newton"};
  const OptimiserResult result = run_training(plan).front();
  const Curvature& h = result.runs[0].curvatures.front();
  TrainingCost one = result.cost;
  const double solves = static_cast<double>(h.count.solves), matrices = static_cast<double>(h.count.matrices);
  Trace twice = result.runs[0];
  twice.curvatures[0].count.solves *= 2;
  const TrainingCost two = training_cost(twice, plan.curvature, plan.seed);
  CHECK(two.solve_s == about(2.0 * one.solve_s));
  CHECK(two.write_s == about(one.write_s));
  // 120 ns and a product of 60 ns, each with 6.65 ns of converters.
  CHECK(one.paper_s == about(solves * (120.0 + 60.0 + 2.0 * 6.65) * 1e-9, 1e-9));
  CHECK(one.write_s / matrices > 64.0 * 100e-9);  // a pulse of 100 ns per cell at least
  CurvatureSetting none = plan.curvature;
  none.exact = true;
  CHECK(training_cost(twice, none, 1).solve_s == 0.0);
  none = plan.curvature;
  none.solver.device.write.reset();
  CHECK(training_cost(twice, none, 1).write_s == 0.0);
}

}  // namespace test_train_report
