#include "apps/published/paper_points.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "apps/published/point_table.hpp"
#include "data/data.hpp"

namespace ohmimo {
namespace {

constexpr std::string_view paper_header = "figure,curve,x,y,low,high";

PaperPoint paper_point(const PointLine& line) {
  PaperPoint point = {line.word(0), line.word(1), line.number(2), line.number(3)};
  if (line.cell(4).empty() && line.cell(5).empty()) return point;
  point.low = line.number(4);
  point.high = line.number(5);
  line.require(point.low <= point.y, 4, fmt::format("must be at most y = {}", line.cell(3)));
  line.require(point.y <= point.high, 5, fmt::format("must be at least y = {}", line.cell(3)));
  return point;
}

}  // namespace

std::vector<PaperPoint> parse_paper_points(std::string_view table, std::string_view text) {
  std::vector<PaperPoint> points;
  for (const PointLine& line : point_lines(table, text, paper_header)) points.push_back(paper_point(line));
  return points;
}

std::vector<PaperPoint> paper_points(std::string_view figure) {
  const std::string table = fmt::format("golden/zuo2025_fig{}.csv", figure.substr(0, 1));
  std::vector<PaperPoint> points = parse_paper_points(table, data::text(table));
  std::erase_if(points, [&](const PaperPoint& point) { return point.figure != figure; });
  if (points.empty()) throw std::invalid_argument(fmt::format("{} has no points of figure {}", table, figure));
  return points;
}

std::vector<PaperPoint> curve_points(const std::vector<PaperPoint>& points, std::string_view curve) {
  std::vector<PaperPoint> found;
  for (const PaperPoint& point : points)
    if (point.curve == curve) found.push_back(point);
  if (found.empty()) throw std::invalid_argument(fmt::format("no published points of the curve '{}'", curve));
  return found;
}

}  // namespace ohmimo
