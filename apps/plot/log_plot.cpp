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

bool is_drawn(double y) {
  return y > 0.0 && std::isfinite(y);
}

void check_curve(const LogCurve& curve) {
  if (curve.x.size() != curve.y.size())
    throw std::invalid_argument(
        fmt::format("plot curve '{}': y must have {} values, got {}", curve.label, curve.x.size(), curve.y.size()));
  for (const double x : curve.x)
    if (!std::isfinite(x)) throw std::invalid_argument(fmt::format("plot curve '{}': x must be finite", curve.label));
}

// The range of the drawn points: x with a margin, y in whole decades.
void find_ranges(const LogPlot& plot, AxisRange& x, AxisRange& y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  x = y = {infinity, -infinity};
  for (const LogCurve& curve : plot.curves)
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!is_drawn(curve.y[i])) continue;
      x = {std::min(x.low, curve.x[i]), std::max(x.high, curve.x[i])};
      y = {std::min(y.low, curve.y[i]), std::max(y.high, curve.y[i])};
    }
  if (x.low > x.high) throw std::invalid_argument("plot needs at least one point with y > 0, got none");
  const double margin = std::max(0.5, 0.03 * (x.high - x.low));
  x = {x.low - margin, x.high + margin};
  const double top = std::ceil(std::log10(y.high) - 1e-9), bottom = std::floor(std::log10(y.low) + 1e-9);
  y = {std::pow(10.0, std::min(bottom, top - 1.0)), std::pow(10.0, top)};
}

}  // namespace

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
    const int style = static_cast<int>(k);
    std::string data;
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      if (is_drawn(curve.y[i])) data += fmt::format("{:.10g} {:.10g}\n", curve.x[i], curve.y[i]);
    if (data.empty()) continue;
    out += fmt::format("$curve{} << END_OF_DATA\n{}END_OF_DATA\n", k, data);
    entries.push_back(
        fmt::format("$curve{} using 1:2 with linespoints pt {} ps 1.5*scale lw 1.7 dt {} lc rgb '{}' title {}", k,
                    figure_marker(style).filled, figure_dash(style), figure_colour(style), gnuplot_quote(curve.label)));
    longest = std::max(longest, curve.label.size());
  }
  return out + figure_output(entries, longest);
}

void write_log_plot(const LogPlot& plot, const std::filesystem::path& stem) {
  external::run_gnuplot(log_plot_script(plot), stem);
}

}  // namespace ohmimo::plot
