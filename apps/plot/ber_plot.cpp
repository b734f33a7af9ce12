#include "apps/plot/ber_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "apps/external/gnuplot.hpp"
#include "apps/plot/ber_axes.hpp"
#include "apps/plot/figure.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::plot {
namespace {

using external::gnuplot_quote;

// One inline block of gnuplot data; rows "snr ber low high" of the drawn points, or of the limits only ("snr high").
std::string data_block(const std::string& name, const BerCurve& curve, bool limits, const BerPlot& plot,
                       double bottom) {
  std::string out = fmt::format("${} << END_OF_DATA\n", name);
  const bool line = curve.kind == BerCurve::Kind::theory;  // goes on to below the axis, which cuts it
  const double widest_db = line ? INFINITY : widest_step_db(curve.snr_db);
  double last_db = NAN;  // of the points written
  for (std::size_t i = 0; i < curve.ber.size(); ++i) {
    if (is_limit(curve, i) != limits || !is_drawn(curve, i, line ? 0.0 : plot.min_ber)) continue;
    if (curve.snr_db[i] - last_db > widest_db) out += "\n";  // a blank line ends the line of gnuplot
    last_db = curve.snr_db[i];
    const double low =
        curve.low.empty() ? curve.ber[i] : std::max(curve.low[i], 1e-3 * bottom);  // log axis: above zero
    if (limits)
      out += fmt::format("{:.10g} {:.10g}\n", curve.snr_db[i], curve.high[i]);
    else
      out += fmt::format("{:.10g} {:.10g} {:.10g} {:.10g}\n", curve.snr_db[i], curve.ber[i], low,
                         curve.high.empty() ? curve.ber[i] : curve.high[i]);
  }
  return out + "END_OF_DATA\n";
}

bool has_points(const BerCurve& curve, bool limits, double min_ber) {
  for (std::size_t i = 0; i < curve.ber.size(); ++i)
    if (is_limit(curve, i) == limits && is_drawn(curve, i, min_ber)) return true;
  return false;
}

// How many points min_ber leaves out.
std::size_t n_left_out(const BerPlot& plot) {
  std::size_t count = 0;
  for (const BerCurve& curve : plot.curves)
    for (std::size_t i = 0; i < curve.ber.size(); ++i)
      count += curve.kind != BerCurve::Kind::theory && is_drawn(curve, i, 0.0) && !is_drawn(curve, i, plot.min_ber);
  return count;
}

// Sizes of the markers of curves that may lie over each other: from large to small, so that none hides another.
double marker_size(std::size_t rank, std::size_t n_curve) {
  const double steps = static_cast<double>(std::max<std::size_t>(n_curve, 2) - 1);
  const double largest = std::min(1.6 + 0.2 * steps, 2.6), smallest = 0.9, ratio = 0.84;
  return largest * std::pow(std::max(ratio, std::pow(smallest / largest, 1.0 / steps)), static_cast<double>(rank));
}

// How the points of a curve are drawn.
std::string look(const BerCurve& curve, std::size_t rank, double size, bool joined) {
  const std::string_view colour = figure_colour(curve.style);
  const FigureMarker marker = figure_marker(curve.style);
  switch (curve.kind) {
    case BerCurve::Kind::theory:
      return fmt::format("with lines lw 1.5 dt {} lc rgb '{}'", figure_dash(static_cast<int>(rank)), colour);
    case BerCurve::Kind::measured:
      return fmt::format("with {} pt {} ps {:.2f}*scale lw 1.7 lc rgb '{}'", joined ? "linespoints" : "points",
                         marker.filled, size, colour);
    case BerCurve::Kind::golden:
      return fmt::format("with points pt {} ps {:.2f}*scale lw 1.8 lc rgb '{}'", marker.open, 1.35 * size, colour);
  }
  throw std::invalid_argument("unknown kind of curve");
}

// The entries of gnuplot's plot command for one curve: bars, then points, which carry the legend entry, then arrows.
void add_curve(const BerPlot& plot, std::size_t index, std::size_t rank, std::vector<std::string>& entries) {
  const BerCurve& curve = plot.curves[index];
  const std::string_view colour = figure_colour(curve.style);
  const std::string title = "title " + gnuplot_quote(curve.label);
  const bool points = has_points(curve, false, plot.min_ber);
  const auto add = [&](std::string_view block, const std::string& drawn) {
    entries.push_back(fmt::format("${}{} using {}", block, index, drawn));
  };
  if (points && !curve.low.empty())
    add("curve", fmt::format("1:2:3:4 with yerrorbars pt -1 lw 1.2 lc rgb '{}' notitle", colour));
  const auto n_curve = std::ranges::count(plot.curves, curve.kind, &BerCurve::kind);
  const double size = marker_size(rank, static_cast<std::size_t>(n_curve));
  if (points) add("curve", fmt::format("1:2 {} {}", look(curve, rank, size, plot.joined), title));
  if (!has_points(curve, true, plot.min_ber)) return;
  add("limit", fmt::format("1:2:(0):(-$2/2) with vectors head filled size screen 0.007,20 lw 1.6 lc rgb '{}' {}",
                           colour, points ? "notitle" : title));
  add("limit",
      fmt::format("($1-limit_width):2:(2*limit_width):(0) with vectors nohead lw 1.6 lc rgb '{}' notitle", colour));
}

// Everything but the data. The footnote says what an arrow means, if there is one, and what is left out.
std::string settings(const BerPlot& plot) {
  std::string footnote;
  if (std::ranges::any_of(plot.curves, [&](const BerCurve& curve) { return has_points(curve, true, plot.min_ber); }))
    footnote += fmt::format("Arrow: no {} error seen, starts at the upper limit. ", plot.errors_of);
  if (const std::size_t count = n_left_out(plot); count > 0)
    footnote += fmt::format("{} point(s) below {:g} left out. ", count, plot.min_ber);
  return figure_settings(
      {plot.title, plot.x_label, fmt::format("{} error rate", plot.errors_of), footnote + one_line(plot.footnote)},
      snr_range(plot), ber_range(plot));
}

}  // namespace

double widest_step_db(std::span<const double> snr_db) {
  std::vector<double> step_db;
  for (std::size_t i = 1; i < snr_db.size(); ++i) step_db.push_back(snr_db[i] - snr_db[i - 1]);
  if (step_db.size() < 3) return INFINITY;
  const auto middle = step_db.begin() + static_cast<std::ptrdiff_t>(step_db.size() / 2);
  std::ranges::nth_element(step_db, middle);
  return 2.5 * *middle;
}

std::string ber_plot_script(const BerPlot& plot) {
  for (const BerCurve& curve : plot.curves) check_curve(curve);
  const AxisRange snr = snr_range(plot), ber = ber_range(plot);
  std::string out = settings(plot);
  std::vector<std::string> entries;
  // Closed forms first, published points last, so that markers lie over lines.
  for (const BerCurve::Kind kind : {BerCurve::Kind::theory, BerCurve::Kind::measured, BerCurve::Kind::golden}) {
    std::size_t rank = 0;
    for (std::size_t i = 0; i < plot.curves.size(); ++i) {
      if (plot.curves[i].kind != kind) continue;
      out += data_block(fmt::format("curve{}", i), plot.curves[i], false, plot, ber.low);
      out += data_block(fmt::format("limit{}", i), plot.curves[i], true, plot, ber.low);
      add_curve(plot, i, rank++, entries);
    }
  }
  out += fmt::format("limit_width = {:.10g}\n", 0.006 * (snr.high - snr.low));
  std::size_t longest = 0;
  for (const BerCurve& curve : plot.curves) longest = std::max(longest, curve.label.size());
  return out + figure_output(entries, longest + (plot.joined ? 4 : 0));  // lines take more room
}

void write_ber_plot(const BerPlot& plot, const std::filesystem::path& stem) {
  external::run_gnuplot(ber_plot_script(plot), stem);
}

}  // namespace ohmimo::plot
