#include "apps/studies/compare/scatter_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"
#include "apps/plot/figure.hpp"
#include "apps/plot/label_places.hpp"
#include "apps/studies/compare/comparison_output.hpp"

namespace ohmimo::compare {
namespace {

using external::gnuplot_quote;
using plot::Rows;

struct Spot {
  std::string label;  // "" for a model with the work of the channel: an arrow leads to it from the model without
  double x, y;        // Gb/s per mm2, pJ per bit
  std::size_t group;
  std::string name;
};

struct Group {
  std::string label;
  bool filled;
};

// What the markers mean. system: "128x8".
std::vector<Group> groups_of(const std::string& system) {
  return {{"modelled hardware (bottom-up)", true},
          {"modelled hardware (paper's closed form, on the area of the bottom-up model)", true},
          {fmt::format("published figure, {}", system), false},
          {"published figure, other size", false},
          {"bound from data sheet, whole card, unscaled", false}};
}

bool is_kind(const Rows& rows, std::size_t row, FigureKind kind) {
  return rows.text(row, "figure_kind") == figure_kind_name(kind);
}

std::size_t first_modelled(const Rows& rows) {
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (is_kind(rows, row, FigureKind::modelled)) return row;
  throw std::invalid_argument(fmt::format("{}: must hold a row of modelled hardware, got none", rows.name()));
}

// The area of the bottom-up model at the same place in the table: the closed form has none of its own.
std::optional<double> modelled_area_mm2(const Rows& rows) {
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (const auto area = rows.optional_number(row, "area_mm2"); area && is_kind(rows, row, FigureKind::modelled))
      return area;
  return std::nullopt;
}

// None where a figure is missing.
std::optional<Spot> spot_of(const Rows& rows, std::size_t row, const std::optional<double>& modelled_area_mm2) {
  const auto figure = [&](std::string_view column) { return rows.optional_number(row, column); };
  const std::string &scope = rows.text(row, "scope"), &name = rows.text(row, "name");
  std::string label = rows.text(row, "design");
  std::optional<double> x, y;
  std::size_t group = 0;
  if (is_kind(rows, row, FigureKind::modelled)) {
    if (scope.ends_with("vectors")) label.clear();
    if (figure("gbps") && modelled_area_mm2) x = *figure("gbps") / *modelled_area_mm2;
    y = figure("pj_per_bit");
    group = figure("area_mm2") ? 0 : 1;
  } else if (is_kind(rows, row, FigureKind::published)) {
    if (rows.text(row, "grade") == "memory") label += "*";
    x = figure("general_gbps_per_mm2");
    y = figure("general_pj_per_bit");
    group = rows.text(row, "same_size") == "yes" ? 2 : 3;
  } else if (scope == "whole card, channel work included") {  // its parts have the same ratios
    x = figure("gbps_per_mm2");
    y = figure("pj_per_bit");
    group = 4;
  }
  if (!x || !y) return std::nullopt;
  if (!(*x > 1e-30 && *x < 1e30 && *y > 1e-30 && *y < 1e30))
    rows.refuse(row, "pj_per_bit", "and rate per area must be from 1e-30 to 1e30");
  return Spot{label, *x, *y, group, name};
}

std::vector<Spot> spots_of(const Rows& rows) {
  const std::optional<double> area_mm2 = modelled_area_mm2(rows);
  std::vector<Spot> spots;
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (std::optional<Spot> spot = spot_of(rows, row, area_mm2)) spots.push_back(*std::move(spot));
  if (spots.empty()) throw std::invalid_argument("plot needs at least one row with energy per bit and rate per area");
  return spots;
}

// With room for markers and names.
plot::AxisRange axis_of(const std::vector<Spot>& spots, double Spot::*value) {
  const auto [low, high] = std::ranges::minmax(spots, {}, value);
  return plot::log_axis({low.*value / 2.0, high.*value * 2.0});
}

// Lines of constant power density x y [mW/mm2], labelled where they enter at the top or the left.
std::string density_lines(const plot::AxisRange& x, const plot::AxisRange& y, std::vector<std::string>& entries) {
  std::string labels;
  int number = 100;  // labels below are the footnote's
  for (double density = 1.0; density <= 1e6; density *= 10.0) {
    if (density <= x.low * y.low * 1.5 || density >= x.high * y.high / 1.5) continue;
    entries.push_back(fmt::format("{:g}/x with lines lw 1 dt (6,6) lc rgb '#999999' notitle", density));
    const double at_y = std::min(y.high / 1.4, density / (x.low * 1.15));
    labels += fmt::format(
        "set label {} '{:g} W/mm²' at {:.6g},{:.6g} left offset 0.6,0.2 noenhanced font ',11' "
        "tc rgb '#777777'\n",
        number++, density * 1e-3, density / at_y, at_y);
  }
  return labels;
}

double share_of(double value, const plot::AxisRange& range) {
  return std::log(value / range.low) / std::log(range.high / range.low);
}

// The names of the spots, each on the side where it is in nobody's way.
std::string spot_labels(const std::vector<Spot>& spots, const plot::AxisRange& x, const plot::AxisRange& y) {
  const plot::LabelArea area{.width = 1056.0, .height = 570.0};  // of the PNG, with five lines of legend
  std::vector<plot::NamedPoint> points;
  for (const Spot& spot : spots)
    points.push_back({share_of(spot.x, x) * area.width, share_of(spot.y, y) * area.height, spot.label.size()});
  const std::vector<plot::LabelSide> sides = plot::place_labels(points, area);
  std::string script;
  for (std::size_t k = 0; k < spots.size(); ++k)
    if (!spots[k].label.empty())
      script += fmt::format("set label {} at {:.6g},{:.6g} {} front noenhanced font ',10'\n",
                            gnuplot_quote(spots[k].label), spots[k].x, spots[k].y, plot::label_side_words(sides[k]));
  return script;
}

// From every model to itself with the work of the channel.
std::string channel_arrows(const std::vector<Spot>& spots) {
  std::string script;
  for (const Spot& to : spots)
    if (to.label.empty())
      for (const Spot& from : spots)
        if (!from.label.empty() && from.name == to.name)
          script += fmt::format(
              "set arrow from {:.10g},{:.10g} to {:.10g},{:.10g} head filled size screen 0.009,20 lw 1.5 lc rgb '{}'\n",
              from.x, from.y, to.x, to.y, plot::figure_colour(static_cast<int>(to.group)));
  return script;
}

}  // namespace

std::string scatter_script(const Rows& rows, const std::string& title) {
  const std::size_t modelled = first_modelled(rows);
  const std::vector<Spot> spots = spots_of(rows);
  const plot::AxisRange x = axis_of(spots, &Spot::x), y = axis_of(spots, &Spot::y);
  const auto text = [&](std::string_view column) { return rows.text(modelled, column); };
  const std::string system = text("system");
  const bool any_recalled = std::ranges::any_of(spots, [](const Spot& spot) { return spot.label.ends_with('*'); });
  const plot::FigureTexts texts = {
      title.empty() ? "Energy and rate per area: " + system : title,
      fmt::format("uncoded throughput per area [Gb/s/mm²], published designs at {} nm", text("node_nm")),
      "energy per bit [pJ/b]",
      fmt::format(
          "Modelled hardware: cost model of this program, unscaled; arrows lead to the same with programming and Gram "
          "product over {} vectors. Published figures: scaled by the general rule (area / s^2, rate x s, energy / s, "
          "equal supply); what each includes differs, see the table. Bounds: peak of the data sheet, unscaled. Dashed: "
          "constant power density. {}ohmimo {}, seed {}, config {}.",
          text("reuse"), any_recalled ? "* recalled from memory. " : "", text("version"), text("seed"),
          text("config_hash"))};
  std::string script =
      plot::figure_settings(texts, x, y) + "set logscale x 10\nset format x '10^{%T}'\nset mxtics 10\n";
  std::vector<std::string> entries;
  script += density_lines(x, y, entries) + spot_labels(spots, x, y) + channel_arrows(spots);
  const std::vector<Group> groups = groups_of(system.substr(0, system.find(' ')));
  std::size_t longest = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::string data;
    for (const Spot& spot : spots)
      if (spot.group == g) data += fmt::format("{:.10g} {:.10g}\n", spot.x, spot.y);
    if (data.empty()) continue;
    script += fmt::format("$group{} << END_OF_DATA\n{}END_OF_DATA\n", g, data);
    const int style = static_cast<int>(g);
    const plot::FigureMarker marker = plot::figure_marker(style);
    entries.push_back(fmt::format("$group{} using 1:2 with points pt {} ps 2.2*scale lw 2 lc rgb '{}' title {}", g,
                                  groups[g].filled ? marker.filled : marker.open, plot::figure_colour(style),
                                  gnuplot_quote(groups[g].label)));
    longest = std::max(longest, groups[g].label.size());
  }
  return script + plot::figure_output(entries, longest);
}

std::string scatter_script(const ComparisonTable& table) {
  return scatter_script(Rows(csv_text(comparison_table(table)), "compare.csv"));
}

}  // namespace ohmimo::compare
