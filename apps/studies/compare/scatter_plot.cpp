#include "apps/studies/compare/scatter_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/config/run.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/plot/figure.hpp"
#include "apps/plot/label_places.hpp"

namespace ohmimo::compare {
namespace {

using external::gnuplot_quote;

struct Spot {
  std::string label;  // "" for a model with the work of the channel: an arrow leads to it from the model without
  double x, y;        // Gb/s per mm2, pJ per bit
  std::size_t group;
  const ComparisonRow* row;
};

struct Group {
  std::string label;
  bool filled;
};

// What the markers mean.
std::vector<Group> groups_of(const CompareConfig& config) {
  return {{"modelled hardware (bottom-up)", true},
          {"modelled hardware (paper's closed form, on the area of the bottom-up model)", true},
          {fmt::format("published figure, {}x{}", config.system.link.n_rx, config.system.link.n_user), false},
          {"published figure, other size", false},
          {"bound from data sheet, whole card, unscaled", false}};
}

// The area of the bottom-up model at the same place in the table: the closed form has none of its own.
double modelled_area_mm2(const ComparisonTable& table) {
  for (const ComparisonRow& row : table.rows)
    if (row.kind == FigureKind::modelled && row.area_mm2) return *row.area_mm2;
  return NAN;
}

std::vector<Spot> spots_of(const ComparisonTable& table) {
  std::vector<Spot> spots;
  for (const ComparisonRow& row : table.rows) {
    if (row.kind == FigureKind::modelled) {
      const bool spread = row.scope.ends_with("vectors");
      spots.push_back({spread ? "" : row.name, *row.Gbps / modelled_area_mm2(table), *row.pJ_per_bit,
                       row.area_mm2 ? 0u : 1u, &row});
    } else if (row.kind == FigureKind::published) {
      if (!row.general_Gbps_per_mm2 || !row.general_pJ_per_bit) continue;
      spots.push_back({row.grade == "memory" ? row.name + "*" : row.name, *row.general_Gbps_per_mm2,
                       *row.general_pJ_per_bit, row.same_size ? 2u : 3u, &row});
    } else if (row.scope == "whole card, channel work included") {  // its parts have the same ratios
      spots.push_back({row.name, *row.Gbps_per_mm2, *row.pJ_per_bit, 4, &row});
    }
  }
  if (spots.empty()) throw std::invalid_argument("plot needs at least one row with energy per bit and rate per area");
  return spots;
}

plot::AxisRange decades(const std::vector<Spot>& spots, double Spot::*value) {
  const auto [low, high] = std::ranges::minmax(spots, {}, value);
  return {std::pow(10.0, std::floor(std::log10(low.*value) - 0.2)),
          std::pow(10.0, std::ceil(std::log10(high.*value) + 0.2))};
}

// Lines of constant power density x y [mW/mm2], labelled where they enter at the top or the left.
std::string density_lines(const plot::AxisRange& x, const plot::AxisRange& y, std::vector<std::string>& entries) {
  std::string labels;
  int number = 100;  // labels below are the footnote's
  for (double density = 1.0; density <= 1e6; density *= 10.0) {
    if (density <= x.low * y.low * 1.5 || density >= x.high * y.high / 1.5) continue;
    entries.push_back(fmt::format("{:g}/x with lines lw 1 dt (6,6) lc rgb '#999999' notitle", density));
    const double at_y = std::min(y.high / 1.15, density / (x.low * 1.15));
    labels += fmt::format(
        "set label {} '{:g} W/mm2' at {:.6g},{:.6g} left offset 0.6,0.2 noenhanced font ',11' "
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
        if (!from.label.empty() && from.row->name == to.row->name)
          script += fmt::format(
              "set arrow from {:.10g},{:.10g} to {:.10g},{:.10g} head filled size screen 0.009,20 lw 1.5 lc rgb '{}'\n",
              from.x, from.y, to.x, to.y, plot::figure_colour(static_cast<int>(to.group)));
  return script;
}

}  // namespace

std::string scatter_script(const ComparisonTable& table) {
  const std::vector<Spot> spots = spots_of(table);
  const plot::AxisRange x = decades(spots, &Spot::x), y = decades(spots, &Spot::y);
  const LinkSection& link = table.config.system.link;
  const RunId id = run_id(table.config.system);
  const plot::FigureTexts texts = {
      fmt::format("Energy and rate per area: {}x{} {}", link.n_rx, link.n_user, link.modulation),
      fmt::format("uncoded throughput per area [Gb/s/mm2], published designs at {:g} nm", table.config.node_nm),
      "energy per bit [pJ/b]",
      fmt::format(
          "Modelled hardware: cost model of this program, unscaled; arrows lead to the same with programming and Gram "
          "product over {:g} vectors. Published figures: scaled by the general rule (area / s^2, rate x s, energy / s, "
          "equal supply); what each includes differs, see the table. Bounds: peak of the data sheet, unscaled. Dashed: "
          "constant power density. * recalled from memory. ohmimo {}, seed {}, config {:016x}.",
          table.config.n_reuse, id.version, id.seed, id.config_hash)};
  std::string script =
      plot::figure_settings(texts, x, y) + "set logscale x 10\nset format x '10^{%T}'\nset mxtics 10\n";
  std::vector<std::string> entries;
  script += density_lines(x, y, entries) + spot_labels(spots, x, y) + channel_arrows(spots);
  const std::vector<Group> groups = groups_of(table.config);
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

}  // namespace ohmimo::compare
