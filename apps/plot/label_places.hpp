// Where the names of points go so that they cover neither each other nor a marker.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace ohmimo::plot {

struct NamedPoint {
  double x, y;             // pixels of the drawn area, from its lower left corner
  std::size_t characters;  // of the name; 0 = none
};

struct LabelArea {
  double width, height;          // pixels
  double character_width = 7.8;  // of DejaVu Sans of 10 points, as gnuplot draws PNG
  double line_height = 15.0;
  double marker_radius = 10.0;
};

enum class LabelSide { right, left, above, below };

// One side per point: greedily the first of the four on which the name covers least of what is there already.
std::vector<LabelSide> place_labels(const std::vector<NamedPoint>& points, const LabelArea& area);

// The words of gnuplot's set label that put a text on that side of a marker.
std::string_view label_side_words(LabelSide side);

}  // namespace ohmimo::plot
