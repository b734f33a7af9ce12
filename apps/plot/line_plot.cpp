#include "apps/plot/line_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"

namespace ohmimo::plot {
namespace {

using external::gnuplot_quote;

// A range of some width, with a margin.
AxisRange with_margin(AxisRange range, double share) {
  const double width = range.high - range.low;
  const double margin = width > 0.0 ? share * width : std::max(0.5, 0.1 * std::abs(range.low));
  return {range.low - margin, range.high + margin};
}

void find_ranges(const LinePlot& plot, AxisRange& x, AxisRange& y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  x = y = {infinity, -infinity};
  for (const LogCurve& curve : plot.curves)
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!std::isfinite(curve.y[i])) continue;
      x = {std::min(x.low, curve.x[i]), std::max(x.high, curve.x[i])};
      y = {std::min(y.low, curve.y[i]), std::max(y.high, curve.y[i])};
    }
  if (x.low > x.high) throw std::invalid_argument("plot needs at least one finite point, got none");
  x = x.high > x.low && !plot.impulses ? x : with_margin(x, 0.03);
  y = plot.y.high > plot.y.low ? plot.y : with_margin(y, 0.05);
}

std::string block(const LinePlot& plot, std::size_t number) {
  const LogCurve& curve = plot.curves[number];
  std::string data;
  for (std::size_t i = 0; i < curve.x.size(); ++i)
    if (std::isfinite(curve.y[i])) data += fmt::format("{:.10g} {:.10g}\n", curve.x[i], curve.y[i]);
  return fmt::format("$curve{} << END_OF_DATA\n{}END_OF_DATA\n", number, data);
}

// Impulses of gnuplot begin at 0, which may lie outside: vectors from the bottom.
std::string entry(const LinePlot& plot, std::size_t number, const AxisRange& y) {
  const int style = static_cast<int>(number);
  const std::string colour =
      fmt::format("lc rgb '{}' title {}", figure_colour(style), gnuplot_quote(plot.curves[number].label));
  if (plot.impulses)
    return fmt::format("$curve{0} using 1:({1:.10g}):(0):($2-({1:.10g})) with vectors nohead lw 3 {2}", number, y.low,
                       colour);
  return fmt::format("$curve{} using 1:2 with lines lw 2.2 dt {} {}", number, figure_dash(style), colour);
}

}  // namespace

std::string line_plot_script(const LinePlot& plot) {
  for (const LogCurve& curve : plot.curves) check_curve(curve);
  AxisRange x{}, y{};
  find_ranges(plot, x, y);
  std::string out = figure_settings(plot.texts, x, y);
  out += linear_vertical(y);
  std::vector<std::string> entries;
  std::size_t longest = 0;
  for (std::size_t k = 0; k < plot.curves.size(); ++k) {
    out += block(plot, k);
    entries.push_back(entry(plot, k, y));
    longest = std::max(longest, plot.curves[k].label.size());
  }
  return out + figure_output(entries, longest);
}

void write_line_plot(const LinePlot& plot, const std::filesystem::path& stem) {
  external::run_gnuplot(line_plot_script(plot), stem);
}

}  // namespace ohmimo::plot
