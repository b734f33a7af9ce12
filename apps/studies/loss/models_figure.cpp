#include "apps/studies/loss/models_figure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"
#include "apps/plot/figure.hpp"
#include "apps/studies/loss/loss_figure.hpp"

namespace ohmimo::loss {
namespace {

using external::gnuplot_quote;
using plot::AxisRange;
using plot::Rows;

std::vector<std::string> labels_of(const std::vector<Rows>& tables) {
  std::vector<std::string> labels;
  for (const Rows& rows : tables) {
    if (rows.size() == 0) throw std::invalid_argument(fmt::format("{}: must hold rows, got none", rows.name()));
    const std::string& channel = rows.text(0, "channel");
    const auto same = [&](const Rows& other) { return other.size() > 0 && other.text(0, "channel") == channel; };
    const std::string folder = std::filesystem::path(rows.name()).parent_path().filename().string();
    labels.push_back(std::ranges::count_if(tables, same) > 1 ? fmt::format("{} ({})", channel, folder) : channel);
  }
  return labels;
}

std::size_t longest(const std::vector<std::string>& labels) {
  return std::ranges::max_element(labels, {}, &std::string::size)->size();
}

plot::FigureTexts texts_of(const Rows& rows, const std::string& title) {
  const auto text = [&](std::string_view column) { return rows.text(0, column); };
  plot::FigureTexts texts;
  texts.title = title.empty() ? fmt::format("Refinement on channels of different models: {}x{} {}, {}", text("n_rx"),
                                            text("n_user"), text("modulation"), text("detector"))
                              : title;
  texts.footnote = fmt::format("{} channels of each model, fidelity {}, seed {}, ohmimo {}.", rows.size(),
                               text("fidelity"), text("seed"), text("version"));
  return texts;
}

// Points of one table as gnuplot reads them; grows the ranges. Channels without a finite radius are left out.
std::string radius_points(const Rows& rows, std::size_t number, AxisRange& x, AxisRange& y) {
  std::string block = fmt::format("$table{} << END_OF_DATA\n", number);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const double condition = rows.finite_or_nan(row, "condition"), radius = rows.finite_or_nan(row, "spectral_radius");
    if (!(condition >= 1.0 && radius > 0.0)) continue;
    x = {std::min(x.low, condition), std::max(x.high, condition)};
    y = {std::min(y.low, radius), std::max(y.high, radius)};
    block += fmt::format("{:.6g} {:.6g}\n", condition, radius);
  }
  return block + "END_OF_DATA\n";
}

}  // namespace

std::string radius_script(const std::vector<Rows>& tables, const std::string& title) {
  const std::vector<std::string> labels = labels_of(tables);
  AxisRange x{1e300, 1.0}, y{0.9, 1.1};
  std::string blocks;
  std::vector<std::string> entries = {"1 with lines lw 1.6 dt (12,5) lc rgb '#555555' title 'diverges above'"};
  for (std::size_t k = 0; k < tables.size(); ++k) {
    blocks += radius_points(tables[k], k, x, y);
    const int style = static_cast<int>(k);
    entries.push_back(fmt::format("$table{} using 1:2 with points pt {} ps 0.8*scale lc rgb '{}' title {}", k,
                                  plot::figure_marker(style).open, plot::figure_colour(style),
                                  gnuplot_quote(labels[k])));
  }
  if (x.high < x.low) throw std::invalid_argument("plot needs at least one channel with a finite spectral radius");
  plot::FigureTexts texts = texts_of(tables.front(), title);
  texts.x_label = "condition number of the matrix to be inverted";
  texts.y_label = "spectral radius of the refinement";
  const AxisRange axis = plot::log_axis({x.low / 1.05, x.high * 1.05});
  return blocks + plot::figure_settings(texts, axis, plot::log_axis({y.low / 1.1, y.high * 1.1})) + "set logscale x\n" +
         plot::figure_output(entries, longest(labels));
}

std::string served_script(const std::vector<Rows>& tables, const std::string& title) {
  const std::vector<std::string> labels = labels_of(tables);
  std::string blocks;
  std::vector<std::string> entries;
  std::size_t n_cycle = 1;
  for (std::size_t k = 0; k < tables.size(); ++k) {
    const std::vector<double> percent = loss_plot(tables[k], "").share_percent;
    n_cycle = std::max(n_cycle, percent.size());
    blocks += fmt::format("$table{} << END_OF_DATA\n", k);
    for (std::size_t c = 0; c < percent.size(); ++c) blocks += fmt::format("{} {:.6g}\n", c + 1, percent[c]);
    blocks += "END_OF_DATA\n";
    const int style = static_cast<int>(k);
    entries.push_back(
        fmt::format("$table{} using 1:2 with linespoints pt {} ps 1.3*scale dt {} lw 1.6 lc rgb '{}' title {}", k,
                    plot::figure_marker(style).filled, plot::figure_dash(style), plot::figure_colour(style),
                    gnuplot_quote(labels[k])));
  }
  plot::FigureTexts texts = texts_of(tables.front(), title);
  texts.x_label = "refinement cycle";
  texts.y_label = fmt::format("channels with a loss below {} dB [%]", tables.front().text(0, "loss_db"));
  return blocks + plot::figure_settings(texts, {0.5, static_cast<double>(n_cycle) + 0.5}, {1.0, 100.0}) +
         "unset logscale y\nset format y '%g'\nset mytics 1\nset yrange [0:105]\nset xtics 1\n" +
         plot::figure_output(entries, longest(labels));
}

}  // namespace ohmimo::loss
