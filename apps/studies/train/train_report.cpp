#include "apps/studies/train/train_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>

#include "apps/config/result_cells.hpp"
#include "apps/text/text_columns.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::train {
namespace {

std::string set_name(const TrainPlan& plan) {
  if (plan.task == Task::network) return plan.ill ? "ill" : "tame";
  return fmt::format("{}-{}", plan.logistic.scaled ? "scaled" : "plain", plan.logistic.d);
}

std::optional<double> known(double value) {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

void add_counts(Columns<TrainLine>& columns) {
  const auto add = [&columns](const char* name, const char* help, std::uint64_t CurvatureCount::*member) {
    columns.add({.name = name, .help = help}, [member](const TrainLine& line) { return line.step.count.*member; });
  };
  add("matrices", "written so far, those refused included", &CurvatureCount::matrices);
  add("refused", "of these, because their loop might not settle", &CurvatureCount::refused);
  add("cells", "written so far", &CurvatureCount::cells);
  add("solves", "right-hand sides so far", &CurvatureCount::solves);
  add("cycles", "of refinement so far, over all right-hand sides", &CurvatureCount::cycles);
}

// The median over runs of a number of steps; those that never got there count as infinite.
std::string median_steps(const OptimiserResult& result, const std::function<int(const Trace&)>& steps) {
  std::vector<double> all;
  for (const Trace& trace : result.runs) {
    const int n = steps(trace);
    all.push_back(n < 0 ? INFINITY : n);
  }
  std::ranges::sort(all);
  const double middle = all[(all.size() - 1) / 2];
  return std::isinf(middle) ? "never" : fmt::format("{:.0f}", middle);
}

std::string steps_to(const OptimiserResult& result, double goal) {
  return median_steps(result, [goal](const Trace& trace) { return trace.steps_to_loss(goal, -2); });
}

std::string engineering(double value, std::string_view unit) {
  if (value == 0.0) return "-";
  constexpr std::pair<double, std::string_view> prefixes[] = {{1.0, ""}, {1e-3, "m"}, {1e-6, "u"}, {1e-9, "n"}};
  for (const auto& [scale, prefix] : prefixes)
    if (value >= scale) return fmt::format("{:.3g} {}{}", value / scale, prefix, unit);
  return fmt::format("{:.3g} p{}", value * 1e12, unit);
}

std::vector<std::string> count_cells(const OptimiserResult& result) {
  const CurvatureCount& count = result.runs.front().steps.back().count;
  return {std::to_string(count.matrices),        std::to_string(count.solves),
          std::to_string(count.cells),           engineering(result.cost.solve_s, "s"),
          engineering(result.cost.write_s, "s"), engineering(result.cost.solve_J + result.cost.write_J, "J")};
}

std::string refused_lines(const std::vector<OptimiserResult>& results) {
  std::string text;
  for (const OptimiserResult& result : results) {
    std::uint64_t matrices = 0, refused = 0;
    for (const Trace& trace : result.runs) {
      matrices += trace.steps.back().count.matrices;
      refused += trace.steps.back().count.refused;
    }
    if (refused > 0)
      text += fmt::format("{}: {} of {} writes refused, the loop might not settle; written again with more damping\n",
                          result.optimiser, refused, matrices);
    const auto bad = std::ranges::find_if(
        result.runs, [](const Trace& trace) { return trace.ending != "reached" && trace.ending != "not reached"; });
    if (bad != result.runs.end()) text += fmt::format("{}: a run ended early: {}\n", result.optimiser, bad->ending);
  }
  return text;
}

}  // namespace

Columns<TrainLine> train_columns() {
  Columns<TrainLine> columns;
  columns.add({.name = "task"},
              [](const TrainLine& line) { return std::string(word_of_value(task_words, line.plan.task)); });
  columns.add({.name = "data"}, [](const TrainLine& line) { return set_name(line.plan); });
  columns.add({.name = "optimiser"}, [](const TrainLine& line) { return line.result.optimiser; });
  columns.add({.name = "run", .help = "device draw, of networks also start and batches"},
              [](const TrainLine& line) { return line.run; });
  columns.add({.name = "step", .help = "parameters updated so often"},
              [](const TrainLine& line) { return line.step.step; });
  columns.add({.name = "loss", .format = ".12g", .help = "over all training examples"},
              [](const TrainLine& line) { return line.step.loss; });
  columns.add({.name = "excess_loss", .format = ".6e", .help = "above the minimum, where it is known"},
              [](const TrainLine& line) { return known(line.step.loss - line.smallest_loss); });
  columns.add({.name = "gradient_norm", .format = ".6e"},
              [](const TrainLine& line) { return line.step.gradient_norm; });
  columns.add({.name = "test_accuracy", .format = ".4f", .help = "of networks"},
              [](const TrainLine& line) { return known(line.step.test_accuracy); });
  add_counts(columns);
  columns.add({.name = "fidelity"}, [](const TrainLine& line) { return line.config.solver.fidelity; });
  columns.add({.name = "refinement_cycles", .help = "of every solve on arrays"},
              [](const TrainLine& line) { return line.plan.curvature.solver.cycles; });
  columns.add(origin_columns(), [](const TrainLine& line) { return origin_cells(run_id(line.config)); });
  return columns;
}

Table train_table(const TrainPlan& plan, const Config& config, const std::vector<OptimiserResult>& results) {
  const double minimum = smallest_loss(plan);
  std::vector<TrainLine> lines;
  for (const OptimiserResult& result : results)
    for (std::size_t run = 0; run < result.runs.size(); ++run)
      for (const Step& step : result.runs[run].steps)
        lines.push_back({plan, config, result, static_cast<int>(run) + 1, step, minimum});
  return train_columns().table(lines);
}

std::string summary_lines(const TrainPlan& plan, const std::vector<OptimiserResult>& results, int line_width) {
  const bool network = plan.task == Task::network;
  std::vector<TextColumn> columns = {{"optimiser", 11, '<', 0}, {"runs", 4, '>', 8}};
  if (network)
    columns.insert(
        columns.end(),
        {{"loss 0.6", 8, '>', 7}, {"loss 0.3", 8, '>', 1}, {"loss 0.1", 8, '>', 2}, {"accuracy", 8, '>', 3}});
  else
    columns.push_back({"steps", 6, '>', 1});
  columns.insert(columns.end(), {{"matrices", 8, '>', 5},
                                 {"solves", 8, '>', 6},
                                 {"cells", 9, '>', 4},
                                 {"solving", 9, '>', 7},
                                 {"writing", 9, '>', 7},
                                 {"energy", 9, '>', 8}});
  std::vector<std::vector<std::string>> rows;
  for (const OptimiserResult& result : results) {
    std::vector<std::string>& row = rows.emplace_back();
    row = {result.optimiser, std::to_string(result.runs.size())};
    if (network) {
      for (const double goal : {0.6, 0.3, 0.1}) row.push_back(steps_to(result, goal));
      std::vector<double> right;
      for (const Trace& trace : result.runs) right.push_back(trace.steps.back().test_accuracy);
      row.push_back(fmt::format("{:.3f}", median(right)));
    } else {
      row.push_back(
          median_steps(result, [](const Trace& trace) { return trace.reached() ? trace.steps.back().step : -1; }));
    }
    std::ranges::move(count_cells(result), std::back_inserter(row));
  }
  std::string text = text_table(columns, rows, line_width) + refused_lines(results);
  text += network ? "steps to a training loss and accuracy on the test set: medians over the runs; "
                  : fmt::format("steps to a gradient of {:g}: medians over the runs; ", plan.tolerance);
  text +=
      "counts, modelled time and energy: of the first run\n"
      "steps saved are the algorithm's: exact solves save as many; the chip may be credited with time and energy "
      "per step alone, and gradients are digital\n";
  for (const OptimiserResult& result : results)
    if (result.cost.paper_s > 0.0)
      text += fmt::format("{}: its solves take {} by the closed form of the paper's measured circuits\n",
                          result.optimiser, engineering(result.cost.paper_s, "s"));
  return text;
}

plot::LogPlot loss_plot(const plot::Rows& rows, const std::string& title) {
  if (rows.size() == 0) throw std::invalid_argument(fmt::format("{}: must hold rows, got none", rows.name()));
  const bool excess = !std::isnan(rows.finite_or_nan(0, "excess_loss"));
  std::vector<plot::LogCurve> curves;
  double longest = 20.0;  // of second order
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows.text(row, "run") != "1") continue;
    const std::string& optimiser = rows.text(row, "optimiser");
    if (curves.empty() || curves.back().label != optimiser) curves.push_back({optimiser, {}, {}});
    curves.back().x.push_back(rows.number(row, "step"));
    curves.back().y.push_back(rows.finite_or_nan(row, excess ? "excess_loss" : "loss"));
    if (optimiser.ends_with("newton") || optimiser.ends_with("kfac"))
      longest = std::max(longest, curves.back().x.back());
  }
  for (plot::LogCurve& curve : curves)
    while (curve.x.size() > 1 && curve.x.back() > 3.0 * longest) curve.x.pop_back(), curve.y.pop_back();
  plot::LogPlot plot;
  const auto text = [&](std::string_view column) { return rows.text(0, column); };
  plot.texts = {
      title.empty() ? fmt::format("Training, {} {}: first run of each optimiser", text("task"), text("data")) : title,
      "steps", excess ? "loss above its minimum" : "training loss",
      fmt::format("arrays: fidelity {}, {} cycle(s) per solve, seed {}, config {}, ohmimo {}", text("fidelity"),
                  text("refinement_cycles"), text("seed"), text("config_hash"), text("version"))};
  plot.curves = std::move(curves);
  return plot;
}

}  // namespace ohmimo::train
