#include "apps/studies/reproduce/paper_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"
#include "apps/text/text.hpp"
#include "apps/text/text_columns.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::reproduce {
namespace {

using external::gnuplot_quote;

bool is_drawn(double y, bool log_y) {
  return std::isfinite(y) && (!log_y || y > 0.0);
}

void check_series(const FigureSeries& series) {
  for (const std::vector<double>* values : {&series.y, &series.low, &series.high}) {
    const bool may_be_empty = values != &series.y;
    if (values->size() != series.x.size() && !(may_be_empty && values->empty()))
      throw std::invalid_argument(fmt::format("plot curve '{}': y, low and high must have {} values, got {}",
                                              series.label, series.x.size(), values->size()));
  }
  for (const double x : series.x)
    if (!std::isfinite(x)) throw std::invalid_argument(fmt::format("plot curve '{}': x must be finite", series.label));
}

void find_ranges(const PaperFigure& figure, plot::AxisRange& x, plot::AxisRange& y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  x = y = {infinity, -infinity};
  const auto widen = [&](double value) {
    if (is_drawn(value, figure.log_y)) y = {std::min(y.low, value), std::max(y.high, value)};
  };
  for (const FigureSeries& series : figure.series)
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!is_drawn(series.y[i], figure.log_y)) continue;
      x = {std::min(x.low, series.x[i]), std::max(x.high, series.x[i])};
      widen(series.y[i]);
      if (!series.low.empty()) widen(series.low[i]);
      if (!series.high.empty()) widen(series.high[i]);
    }
  if (!(x.low <= x.high)) throw std::invalid_argument("plot needs at least one point that can be drawn, got none");
  if (figure.log_x && x.low <= 0.0) throw std::invalid_argument("plot with a logarithmic x needs x > 0");
  const auto margin = [](const plot::AxisRange& range) {
    const double width = range.high > range.low ? 0.04 * (range.high - range.low) : 1.0;
    return plot::AxisRange{range.low - width, range.high + width};
  };
  x = figure.log_x ? plot::AxisRange{x.low / 1.2, x.high * 1.2} : margin(x);
  if (!figure.log_y) {
    y = margin(y);
    return;
  }
  y = plot::log_axis({y.low / 1.2, y.high * 1.2});  // room for markers
}

// Columns x y low high; an empty line where the line is to be interrupted.
std::string data_block(const FigureSeries& series, bool log_y, std::size_t number) {
  std::string text = fmt::format("$series{} << END_OF_DATA\n", number);
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (!is_drawn(series.y[i], log_y)) {
      text += "\n";
      continue;
    }
    const auto bound = [&](const std::vector<double>& values) {
      return !values.empty() && is_drawn(values[i], log_y) ? values[i] : series.y[i];
    };
    text += fmt::format("{:.10g} {:.10g} {:.10g} {:.10g}\n", series.x[i], series.y[i], bound(series.low),
                        bound(series.high));
  }
  return text + "END_OF_DATA\n";
}

std::vector<std::string> plot_entries(const FigureSeries& series, std::size_t number) {
  const std::string_view colour = plot::figure_colour(series.style);
  const std::string title = gnuplot_quote(series.label);
  if (series.kind == FigureSeries::Kind::points || series.kind == FigureSeries::Kind::paper) {
    const plot::FigureMarker marker = plot::figure_marker(series.style);
    std::vector<std::string> entries;
    if (!series.low.empty())  // only where there is a spread: a bar of no length would be a blot
      entries.push_back(fmt::format(
          "$series{} using 1:($3 < $4 ? $2 : NaN):3:4 with yerrorbars pt -1 lw 2 lc rgb '{}' notitle", number, colour));
    entries.push_back(fmt::format("$series{} using 1:2 with points pt {} ps 1.9*scale lw 2 lc rgb '{}' title {}",
                                  number, series.kind == FigureSeries::Kind::paper ? marker.open : marker.filled,
                                  colour, title));
    return entries;
  }
  std::vector<std::string> entries;
  if (!series.low.empty())
    entries.push_back(
        fmt::format("$series{} using 1:3:4 with filledcurves fs transparent solid 0.18 noborder lc rgb "
                    "'{}' notitle",
                    number, colour));
  entries.push_back(fmt::format("$series{} using 1:2 with lines lw 1.7 dt {} lc rgb '{}' title {}", number,
                                plot::figure_dash(series.style), colour, title));
  return entries;
}

}  // namespace

FigureSeries paper_series(std::string label, int style, const std::vector<PaperPoint>& points) {
  FigureSeries series = {.label = std::move(label), .kind = FigureSeries::Kind::paper, .style = style};
  const bool has_spread = std::ranges::any_of(points, [](const PaperPoint& point) { return std::isfinite(point.low); });
  for (const PaperPoint& point : points) {
    series.x.push_back(point.x);
    series.y.push_back(point.y);
    if (!has_spread) continue;
    series.low.push_back(point.low);
    series.high.push_back(point.high);
  }
  return series;
}

void add_band(const std::vector<double>& values, double x, FigureSeries& series) {
  series.x.push_back(x);
  series.y.push_back(median(values));
  series.low.push_back(quantile(values, 0.1));
  series.high.push_back(quantile(values, 0.9));
}

std::string paper_figure_script(const PaperFigure& figure) {
  for (const FigureSeries& series : figure.series) check_series(series);
  plot::AxisRange x{}, y{};
  find_ranges(figure, x, y);
  std::string script = plot::figure_settings(figure.texts, x, y);
  if (!figure.log_y)
    script += fmt::format("unset logscale y\nset format y '%g'\nset mytics default\nset yrange [{:.10g}:{:.10g}]\n",
                          y.low, y.high);
  if (figure.whole_x) script += "set xtics 1\n";
  if (figure.log_x) script += "set logscale x 2\nset format x '%g'\n";
  std::vector<std::string> entries;
  std::size_t longest = 0;
  for (std::size_t k = 0; k < figure.series.size(); ++k) {
    script += data_block(figure.series[k], figure.log_y, k);
    for (std::string& entry : plot_entries(figure.series[k], k)) entries.push_back(std::move(entry));
    longest = std::max(longest, figure.series[k].label.size());
  }
  return script + plot::figure_output(entries, longest);
}

std::string paper_figure_csv(const PaperFigure& figure) {
  std::string text =
      fmt::format("# {}\n# x: {}; y: {}\n# {}\n", one_line(figure.texts.title), one_line(figure.texts.x_label),
                  one_line(figure.texts.y_label), one_line(figure.texts.footnote));
  for (const std::string& note : figure.notes) text += "# " + one_line(note) + "\n";
  for (const Comparison& row : figure.comparisons)
    text += fmt::format("# {}: ours {:.4g}, paper {:.4g}\n", row.what, row.ours, row.paper);
  text += "series,kind,x,y,low,high\n";
  const auto cell = [](double value) { return std::isfinite(value) ? fmt::format("{:.10g}", value) : std::string(); };
  for (const FigureSeries& series : figure.series) {
    const bool is_published = series.kind == FigureSeries::Kind::paper || series.kind == FigureSeries::Kind::paper_line;
    for (std::size_t i = 0; i < series.x.size(); ++i)
      text += fmt::format("{},{},{:.10g},{},{},{}\n", in_quotes(series.label), is_published ? "paper" : "ours",
                          series.x[i], cell(series.y[i]), cell(series.low.empty() ? NAN : series.low[i]),
                          cell(series.high.empty() ? NAN : series.high[i]));
  }
  return text;
}

std::string comparison_text(const PaperFigure& figure, int line_width) {
  std::string text;
  for (const std::string& note : figure.notes) text += note + "\n";
  const std::vector<TextColumn> columns = {{"quantity", 8, '<', 0, 16},
                                           {"ours", 11, '>', 1},
                                           {"paper", 11, '>', 2},
                                           {"difference", 10, '>', 3},
                                           {"", 0, '<', 4, 16}};
  std::vector<std::vector<std::string>> rows;
  for (const Comparison& row : figure.comparisons) {
    const double percent = 100.0 * (row.ours - row.paper) / std::abs(row.paper);
    rows.push_back(
        {row.what, fmt::format("{:.4g}", row.ours), fmt::format("{:.4g}", row.paper),
         row.paper != 0.0 ? fmt::format("{:+.{}f} %", percent, std::abs(percent) < 9.95 ? 1 : 0) : std::string("-"),
         row.note});
  }
  return text + text_table(columns, rows, line_width);
}

}  // namespace ohmimo::reproduce
