// Curves of positive numbers over a linear axis, the vertical axis logarithmic.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "apps/plot/figure.hpp"

namespace ohmimo::plot {

struct LogCurve {
  std::string label;
  std::vector<double> x, y;  // same size; points with y not > 0, nearly 0 or infinite are left out
};

struct LogPlot {
  FigureTexts texts;
  std::vector<LogCurve> curves;
  bool whole_x = false;  // x counts something: ticks at every integer where there is room
};

// Parts for other plots of such curves. check_curve() throws std::invalid_argument if x and y differ in size or an x is
// not finite. The entry of a plot command draws the block of data of the same number.
bool fits_log_axis(double y);
void check_curve(const LogCurve& curve);
std::string curve_block(const LogCurve& curve, std::size_t number);
std::string curve_entry(const LogCurve& curve, std::size_t number);

// The gnuplot commands that draw the plot into plot.png and plot.svg. Throws std::invalid_argument if x and y differ in
// size, an x is not finite or there is nothing to draw.
std::string log_plot_script(const LogPlot& plot);

// Writes <stem>.png and <stem>.svg; throws as above and std::runtime_error if gnuplot is missing or fails.
void write_log_plot(const LogPlot& plot, const std::filesystem::path& stem);

}  // namespace ohmimo::plot
