// Values with their intervals, over settings that stand in a row.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/plot/figure.hpp"

namespace ohmimo::plot {

struct IntervalPoint {
  std::string x;                          // the setting; points of equal settings that follow each other share a place
  double y = 0.0, low = 0.0, high = 0.0;  // low <= y <= high
  std::string text = {};                  // what stands there instead of a value; empty: there is one
};

struct IntervalPlot {
  FigureTexts texts;
  std::vector<IntervalPoint> points = {};
};

// Has any point a value? A plot without is no picture.
bool has_values(const IntervalPlot& plot);

// The gnuplot commands that draw the plot into plot.png and plot.svg; the vertical axis is linear and holds 0. Throws
// std::invalid_argument if a number is not finite, no value lies in its interval or there is none.
std::string interval_plot_script(const IntervalPlot& plot);

// Writes <stem>.png and <stem>.svg; throws as above and std::runtime_error if gnuplot is missing or fails.
void write_interval_plot(const IntervalPlot& plot, const std::filesystem::path& stem);

}  // namespace ohmimo::plot
