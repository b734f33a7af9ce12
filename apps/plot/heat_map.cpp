#include "apps/plot/heat_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"

namespace ohmimo::plot {
namespace {

using external::gnuplot_quote;

void check_map(const HeatMap& map) {
  const std::size_t expected = map.x_values.size() * map.y_values.size();
  if (map.cells.size() != expected || expected == 0)
    throw std::invalid_argument(fmt::format("heat map must have {} x {} cells, got {}", map.x_values.size(),
                                            map.y_values.size(), map.cells.size()));
  for (const HeatCell& cell : map.cells)
    if (cell.has_value && !std::isfinite(cell.value))
      throw std::invalid_argument(fmt::format("value of a heat map must be finite, got {}", cell.value));
  if (!(map.top > 0.0 && std::isfinite(map.top)))
    throw std::invalid_argument(fmt::format("top of a heat map must be > 0, got {}", map.top));
}

std::string settings(const HeatMap& map) {
  std::string out = "set encoding utf8\nset border 0\nset tics scale 0\nset key off\n";
  out += fmt::format("set title {} noenhanced font ',18'\n", gnuplot_quote(map.texts.title));
  out += fmt::format("set xlabel {} noenhanced\nset ylabel {} noenhanced\n", gnuplot_quote(map.texts.x_label),
                     gnuplot_quote(map.texts.y_label));
  out += place_tics("x", map.x_values) + place_tics("y", map.y_values);
  out +=
      "set palette defined (0 '#00204d', 0.25 '#414d6b', 0.5 '#7c7b78', 0.75 '#bcaf6f', 1 '#ffea46')\n"
      "set style fill solid 1.0 border lc rgb 'white'\n";
  out += fmt::format("set cbrange [0:{:.10g}]\nset cblabel {} noenhanced offset 1,0\n", map.top,
                     gnuplot_quote(map.value_label));
  return out + footnote_strip(map.texts.footnote);
}

// Lines "x y value" of the cells with or without a value.
std::string cell_block(const HeatMap& map, bool has_value) {
  std::string out = fmt::format("${} << END_OF_DATA\n", has_value ? "cells" : "empty");
  for (std::size_t k = 0; k < map.cells.size(); ++k)
    if (map.cells[k].has_value == has_value)
      out += fmt::format("{} {} {:.10g}\n", k % map.x_values.size(), k / map.x_values.size(),
                         std::clamp(map.cells[k].value, 0.0, map.top));
  return out + "END_OF_DATA\n";
}

// White text on dark cells; the palette turns lighter than middle grey at half of its range.
std::string cell_texts(const HeatMap& map) {
  std::string out;
  for (std::size_t k = 0; k < map.cells.size(); ++k) {
    const HeatCell& cell = map.cells[k];
    const bool dark = cell.has_value && cell.value < 0.45 * map.top;
    const std::size_t cut = cell.text.find('\n');
    const std::string first = cell.text.substr(0, cut);
    const auto label = [&](const std::string& text, double up, int size) {
      out += fmt::format("set label {} at {},{} center offset 0,{} front noenhanced font ',{}' tc rgb '{}'\n",
                         gnuplot_quote(text), k % map.x_values.size(), k / map.x_values.size(), up, size,
                         dark ? "white" : "black");
    };
    label(first, cut == std::string::npos ? 0.0 : 0.35, 15);
    if (cut != std::string::npos) label(cell.text.substr(cut + 1), -0.6, 11);
  }
  return out;
}

}  // namespace

std::string heat_map_script(const HeatMap& map) {
  check_map(map);
  const bool any_value = std::ranges::any_of(map.cells, [](const HeatCell& cell) { return cell.has_value; });
  const bool any_empty = std::ranges::any_of(map.cells, [](const HeatCell& cell) { return !cell.has_value; });
  constexpr std::string_view box = "using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5)";
  std::vector<std::string> entries;
  if (any_value) entries.push_back(fmt::format("$cells {}:3 with boxxyerror lc palette notitle", box));
  if (any_empty) entries.push_back(fmt::format("$empty {} with boxxyerror fs pattern 4 lc rgb '#b0b0b0' notitle", box));
  return settings(map) + cell_block(map, true) + cell_block(map, false) + cell_texts(map) + figure_output(entries, 0);
}

void write_heat_map(const HeatMap& map, const std::filesystem::path& stem) {
  external::run_gnuplot(heat_map_script(map), stem);
}

}  // namespace ohmimo::plot
