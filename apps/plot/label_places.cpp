#include "apps/plot/label_places.hpp"

#include <algorithm>
#include <limits>

namespace ohmimo::plot {
namespace {

struct Box {
  double left, bottom, right, top;
};

double common_area(const Box& a, const Box& b) {
  const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
  const double height = std::min(a.top, b.top) - std::max(a.bottom, b.bottom);
  return std::max(width, 0.0) * std::max(height, 0.0);
}

Box marker_box(const NamedPoint& point, const LabelArea& area) {
  const double r = area.marker_radius;
  return {point.x - r, point.y - r, point.x + r, point.y + r};
}

Box label_box(const NamedPoint& point, LabelSide side, const LabelArea& area) {
  const double r = area.marker_radius, half = 0.5 * area.line_height;
  const double width = area.character_width * static_cast<double>(point.characters);
  switch (side) {
    case LabelSide::right:
      return {point.x + r, point.y - half, point.x + r + width, point.y + half};
    case LabelSide::left:
      return {point.x - r - width, point.y - half, point.x - r, point.y + half};
    case LabelSide::above:
      return {point.x - width / 2, point.y + r, point.x + width / 2, point.y + r + 2 * half};
    default:
      return {point.x - width / 2, point.y - r - 2 * half, point.x + width / 2, point.y - r};
  }
}

// Of the box, what lies outside the drawn area or over another box.
double covered(const Box& box, const std::vector<Box>& others, const LabelArea& area) {
  const double inside = common_area(box, {0.0, 0.0, area.width, area.height});
  double sum = (box.right - box.left) * (box.top - box.bottom) - inside;
  for (const Box& other : others) sum += common_area(box, other);
  return sum;
}

}  // namespace

std::vector<LabelSide> place_labels(const std::vector<NamedPoint>& points, const LabelArea& area) {
  std::vector<Box> taken;
  for (const NamedPoint& point : points) taken.push_back(marker_box(point, area));
  std::vector<LabelSide> sides;
  for (const NamedPoint& point : points) {
    LabelSide best = LabelSide::right;
    double least = std::numeric_limits<double>::infinity();
    for (const LabelSide side : {LabelSide::right, LabelSide::left, LabelSide::above, LabelSide::below})
      if (const double cost = covered(label_box(point, side, area), taken, area); cost < least - 1e-9) {
        least = cost;
        best = side;
      }
    sides.push_back(best);
    if (point.characters > 0) taken.push_back(label_box(point, best, area));
  }
  return sides;
}

std::string_view label_side_words(LabelSide side) {
  switch (side) {
    case LabelSide::right:
      return "left offset character 1.2,0";
    case LabelSide::left:
      return "right offset character -1.2,0";
    case LabelSide::above:
      return "center offset character 0,0.8";
    default:
      return "center offset character 0,-0.8";
  }
}

}  // namespace ohmimo::plot
