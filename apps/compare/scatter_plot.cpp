#include "apps/compare/scatter_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/plot/figure.hpp"
#include "apps/plot/gnuplot.hpp"

namespace ohmimo {
namespace {

struct Spot {
  std::string label;
  double x, y;  // Gb/s per mm2, pJ per bit
  int style;
  bool filled;
};

std::vector<Spot> spots_of(const ComparisonTable& table) {
  std::vector<Spot> spots;
  int style = 0;
  for (const ComparisonRow& row : table.rows) {
    const bool bound = row.kind == FigureKind::peak_bound;
    if (bound && !row.scope.starts_with("whole card")) continue;  // its parts have the same ratios
    const std::optional<double>& rate = bound ? row.Gbps_per_mm2 : row.general_Gbps_per_mm2;
    const std::optional<double>& energy = bound ? row.pJ_per_bit : row.general_pJ_per_bit;
    if (!rate || !energy) continue;
    const std::string what = row.kind == FigureKind::published
                                 ? fmt::format("{} ({}, {})", row.name, row.system, row.grade)
                                 : fmt::format("{} ({})", row.name, row.scope);
    spots.push_back({fmt::format("{}: {}", figure_kind_name(row.kind), what), *rate, *energy, style++,
                     row.kind == FigureKind::modelled});
  }
  if (spots.empty()) throw std::invalid_argument("plot needs at least one row with energy per bit and rate per area");
  return spots;
}

AxisRange decades(const std::vector<Spot>& spots, double Spot::*value) {
  const auto [low, high] = std::ranges::minmax(spots, {}, value);
  return {std::pow(10.0, std::floor(std::log10(low.*value) - 0.2)),
          std::pow(10.0, std::ceil(std::log10(high.*value) + 0.2))};
}

// Lines of constant power density x y [mW/mm2], labelled where they enter at the top or the left.
std::string density_lines(const AxisRange& x, const AxisRange& y, std::vector<std::string>& entries) {
  std::string labels;
  int number = 100;  // labels below are the footnote's
  for (double density = 1.0; density <= 1e6; density *= 10.0) {
    if (density <= x.low * y.low * 1.5 || density >= x.high * y.high / 1.5) continue;
    entries.push_back(fmt::format("{:g}/x with lines lw 1 dt (6,6) lc rgb '#999999' notitle", density));
    const double at_y = std::min(y.high / 1.15, density / (x.low * 1.15));
    labels += fmt::format(
        "set label {} '{:g} mW/mm^2' at {:.6g},{:.6g} left rotate by 0 offset 0.6,0.2 font ',11' "
        "tc rgb '#777777'\n",
        number++, density, density / at_y, at_y);
  }
  return labels;
}

}  // namespace

std::string scatter_script(const ComparisonTable& table) {
  const std::vector<Spot> spots = spots_of(table);
  const AxisRange x = decades(spots, &Spot::x), y = decades(spots, &Spot::y);
  const FigureTexts texts = {
      fmt::format("Energy and rate per area: {}x{} {}", table.config.link.rx, table.config.link.users,
                  table.config.link.modulation),
      fmt::format("uncoded throughput per area [Gb/s/mm2], published designs at {:g} nm", table.config.node_nm),
      "energy per bit [pJ/b]",
      fmt::format("Modelled hardware: cost model of this program, unscaled. Published figures: scaled by area / s^2, "
                  "rate x s, energy / s, equal supply assumed; what each includes differs, see the table. Bounds: peak "
                  "of the data sheet, unscaled. Dashed: constant power density. ohmimo {}, seed {}.",
                  OHMIMO_VERSION, table.config.link.seed)};
  std::string script = figure_settings(texts, x, y) +
                       "set logscale x 10\nset format x '10^{%T}'\nset mxtics 10\nset key vertical maxrows 12\n";
  std::vector<std::string> entries;
  script += density_lines(x, y, entries);
  std::size_t longest = 0;
  for (std::size_t k = 0; k < spots.size(); ++k) {
    const Spot& spot = spots[k];
    const FigureMarker marker = figure_marker(spot.style);
    script += fmt::format("$spot{} << END_OF_DATA\n{:.10g} {:.10g}\nEND_OF_DATA\n", k, spot.x, spot.y);
    entries.push_back(fmt::format("$spot{} using 1:2 with points pt {} ps 2.2*scale lw 2 lc rgb '{}' title {}", k,
                                  spot.filled ? marker.filled : marker.open, figure_colour(spot.style),
                                  gnuplot_quote(spot.label)));
    longest = std::max(longest, spot.label.size());
  }
  return script + figure_output(entries, longest);
}

}  // namespace ohmimo
