// What `ohmimo train` says, writes and draws of its runs.
#pragma once
#include <string>
#include <vector>

#include "apps/config/config.hpp"
#include "apps/plot/log_plot.hpp"
#include "apps/plot/rows.hpp"
#include "apps/results/table.hpp"
#include "apps/studies/train/train_run.hpp"
#include "apps/text/lines.hpp"

namespace ohmimo::train {

// One row of train.csv: one step of one run.
struct TrainLine {
  const TrainPlan& plan;
  const Config& config;  // which names the run
  const OptimiserResult& result;
  int run = 0;
  const Step& step;
  double smallest_loss = NAN;
};
Columns<TrainLine> train_columns();
Table train_table(const TrainPlan& plan, const Config& config, const std::vector<OptimiserResult>& results);

// Steps, writes, solves, modelled time and energy, a line per optimiser; then what may be credited to whom.
std::string summary_lines(const TrainPlan& plan, const std::vector<OptimiserResult>& results,
                          int line_width = unlimited_columns);

// The loss over steps of the first run of each optimiser, from the rows of train.csv: above its minimum where that is
// known. Runs of first order are cut off where they would hide the others.
plot::LogPlot loss_plot(const plot::Rows& rows, const std::string& title = "");

}  // namespace ohmimo::train
