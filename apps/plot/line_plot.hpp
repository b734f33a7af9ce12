// Curves over two linear axes, as lines without markers.
#pragma once
#include <filesystem>
#include <vector>

#include "apps/plot/figure.hpp"
#include "apps/plot/log_plot.hpp"

namespace ohmimo::plot {

struct LinePlot {
  FigureTexts texts;
  std::vector<LogCurve> curves = {};  // points that are not finite are left out
  AxisRange y = {0.0, 0.0};           // both 0: as the curves need it
  bool impulses = false;              // each point a line from the bottom
};

// The gnuplot commands that draw the plot into plot.png and plot.svg. Throws std::invalid_argument if x and y differ in
// size, an x is not finite or there is nothing to draw.
std::string line_plot_script(const LinePlot& plot);

// Writes <stem>.png and <stem>.svg; throws as above and std::runtime_error if gnuplot is missing or fails.
void write_line_plot(const LinePlot& plot, const std::filesystem::path& stem);

}  // namespace ohmimo::plot
