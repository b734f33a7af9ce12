#include "apps/plot/log_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"

namespace ohmimo::plot {
namespace {

using external::gnuplot_quote;

// The range of the drawn points, x with a margin.
void find_ranges(const LogPlot& plot, AxisRange& x, AxisRange& y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  x = y = {infinity, -infinity};
  for (const LogCurve& curve : plot.curves)
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!fits_log_axis(curve.y[i])) continue;
      x = {std::min(x.low, curve.x[i]), std::max(x.high, curve.x[i])};
      y = {std::min(y.low, curve.y[i]), std::max(y.high, curve.y[i])};
    }
  if (x.low > x.high) throw std::invalid_argument("plot needs at least one point with y > 0, got none");
  const double margin = std::max(0.5, 0.03 * (x.high - x.low));
  x = {x.low - margin, x.high + margin};
  y = log_axis({y.low / 1.2, y.high * 1.2});  // room for markers
}

}  // namespace

bool fits_log_axis(double y) {
  return y >= 1e-300 && y <= 1e300;
}

void check_curve(const LogCurve& curve) {
  if (curve.x.size() != curve.y.size())
    throw std::invalid_argument(
        fmt::format("plot curve '{}': y must have {} values, got {}", curve.label, curve.x.size(), curve.y.size()));
  for (const double x : curve.x)
    if (!std::isfinite(x)) throw std::invalid_argument(fmt::format("plot curve '{}': x must be finite", curve.label));
}

std::string curve_block(const LogCurve& curve, std::size_t number) {
  std::string data;
  for (std::size_t i = 0; i < curve.x.size(); ++i)
    if (fits_log_axis(curve.y[i])) data += fmt::format("{:.10g} {:.10g}\n", curve.x[i], curve.y[i]);
  return fmt::format("$curve{} << END_OF_DATA\n{}END_OF_DATA\n", number, data);
}

std::string curve_entry(const LogCurve& curve, std::size_t number) {
  const int style = static_cast<int>(number);
  return fmt::format("$curve{} using 1:2 with linespoints pt {} ps 1.5*scale lw 1.7 dt {} lc rgb '{}' title {}", number,
                     figure_marker(style).filled, figure_dash(style), figure_colour(style), gnuplot_quote(curve.label));
}

std::string log_plot_script(const LogPlot& plot) {
  for (const LogCurve& curve : plot.curves) check_curve(curve);
  AxisRange x{}, y{};
  find_ranges(plot, x, y);
  std::string out = figure_settings(plot.texts, x, y);
  if (plot.whole_x && x.high - x.low < 25.0) out += "set xtics 1\n";
  std::vector<std::string> entries;
  std::size_t longest = 0;
  for (std::size_t k = 0; k < plot.curves.size(); ++k) {
    const LogCurve& curve = plot.curves[k];
    if (std::ranges::none_of(curve.y, fits_log_axis)) continue;
    out += curve_block(curve, k);
    entries.push_back(curve_entry(curve, k));
    longest = std::max(longest, curve.label.size());
  }
  return out + figure_output(entries, longest);
}

void write_log_plot(const LogPlot& plot, const std::filesystem::path& stem) {
  external::run_gnuplot(log_plot_script(plot), stem);
}

}  // namespace ohmimo::plot
