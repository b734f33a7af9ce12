// Maps of the penalty over two parameters, from the rows of penalty.csv.
#pragma once
#include <string>
#include <vector>

#include "apps/plot/heat_map.hpp"
#include "apps/plot/rows.hpp"
#include "apps/studies/penalty/sweep.hpp"

namespace ohmimo::penalty {

// x and y of a map, by name.
struct MapAxes {
  std::string x, y;

  bool operator==(const MapAxes&) const = default;
};

// The pairs of parameters that the rows are about, each once.
std::vector<MapAxes> maps_of(const plot::Rows& rows);

// note: more small print. Throws std::invalid_argument naming file, line, rule and value for rows that are not those of
// penalty.csv.
plot::HeatMap penalty_map(const plot::Rows& rows, const MapAxes& axes, const std::string& note = "");

// Of a sweep over two parameters, of which at least one point is measured.
plot::HeatMap penalty_map(const Run& run, const PenaltySweep& sweep, const PenaltyRule& rule);

// Has any cell a number? A map without is no picture.
bool has_values(const plot::HeatMap& map);
bool has_values(const PenaltySweep& sweep);

}  // namespace ohmimo::penalty
