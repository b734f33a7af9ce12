// A table of numbers as coloured cells with their values printed in them: cividis colours (Nunez, Anderton, Renslow,
// PLoS ONE 13(7), 2018, made for colour-blind readers); cells without a number are hatched and say why.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "apps/plot/figure.hpp"

namespace ohmimo::plot {

struct HeatCell {
  bool has_value = false;
  double value = 0.0;
  std::string text;  // printed in the cell, one line or two separated by \n
};

struct HeatMap {
  FigureTexts texts;
  std::string value_label;  // of the colour scale, with its unit
  std::vector<std::string> x_values, y_values;
  std::vector<HeatCell> cells;  // [y][x]
  double top = 1.0;             // colours run from 0 to this; values outside take the colour of the end
};

// The gnuplot commands that draw the map into plot.png and plot.svg. Throws std::invalid_argument if the cells are not
// as many as x_values times y_values, or a value is not finite.
std::string heat_map_script(const HeatMap& map);

// Writes <stem>.png and <stem>.svg; throws as above and std::runtime_error if gnuplot is missing or fails.
void write_heat_map(const HeatMap& map, const std::filesystem::path& stem);

}  // namespace ohmimo::plot
