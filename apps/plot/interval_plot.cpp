#include "apps/plot/interval_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"

namespace ohmimo::plot {
namespace {

using external::gnuplot_quote;

void check_plot(const IntervalPlot& plot) {
  if (!has_values(plot)) throw std::invalid_argument("plot needs at least one value, got none");
  for (const IntervalPoint& point : plot.points)
    if (point.text.empty() &&
        !(std::isfinite(point.low) && std::isfinite(point.high) && point.low <= point.y && point.y <= point.high))
      throw std::invalid_argument(fmt::format("interval of a value must be finite and hold it, got {} in [{}, {}]",
                                              point.y, point.low, point.high));
}

AxisRange value_range(const IntervalPlot& plot) {
  AxisRange range = {0.0, 0.0};
  for (const IntervalPoint& point : plot.points)
    if (point.text.empty()) range = {std::min(range.low, point.low), std::max(range.high, point.high)};
  const double margin = range.high > range.low ? 0.05 * (range.high - range.low) : 0.5;
  return {range.low < 0.0 ? range.low - margin : 0.0, range.high + margin};
}

}  // namespace

bool has_values(const IntervalPlot& plot) {
  return std::ranges::any_of(plot.points, [](const IntervalPoint& point) { return point.text.empty(); });
}

std::string interval_plot_script(const IntervalPlot& plot) {
  check_plot(plot);
  std::vector<std::string> settings;
  std::string data, labels;
  for (const IntervalPoint& point : plot.points) {
    if (settings.empty() || settings.back() != point.x) settings.push_back(point.x);
    const std::size_t place = settings.size() - 1;
    if (point.text.empty())
      data += fmt::format("{} {:.10g} {:.10g} {:.10g}\n", place, point.y, point.low, point.high);
    else
      labels += fmt::format("set label {} at first {}, graph 0.97 right rotate by 90 noenhanced tc rgb '#444444'\n",
                            gnuplot_quote(point.text), place);
  }
  const AxisRange y = value_range(plot);
  return figure_settings(plot.texts, {0.0, 1.0}, {1.0, 10.0}) + linear_vertical(y) + place_tics("x", settings) +
         labels + "$points << END_OF_DATA\n" + data + "END_OF_DATA\n" +
         figure_output(
             {fmt::format("$points using 1:2:3:4 with yerrorbars pt {} ps 1.5*scale lw 1.7 lc rgb '{}' notitle",
                          figure_marker(0).filled, figure_colour(0))},
             0);
}

void write_interval_plot(const IntervalPlot& plot, const std::filesystem::path& stem) {
  external::run_gnuplot(interval_plot_script(plot), stem);
}

}  // namespace ohmimo::plot
