// What refinement cycles bring: bit error rates over cycles, and below the share of the channels that they are enough
// for.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "apps/plot/figure.hpp"
#include "apps/plot/log_plot.hpp"

namespace ohmimo::plot {

struct LossPlot {
  FigureTexts texts;                  // the labels are those of the upper part
  std::vector<LogCurve> curves;       // over cycles
  double target = 0.0;                // a line across; must be > 0
  std::vector<double> share_percent;  // of channels served, after cycle 1, 2, ...; from 0 to 100
};

// The gnuplot commands that draw it into plot.png and plot.svg. Throws std::invalid_argument if x and y of a curve
// differ in size, the target is not > 0 or there is no cycle.
std::string loss_plot_script(const LossPlot& plot);

// Writes <stem>.png and <stem>.svg; throws as above and std::runtime_error if gnuplot is missing or fails.
void write_loss_plot(const LossPlot& plot, const std::filesystem::path& stem);

}  // namespace ohmimo::plot
