#include "apps/published/paper_points.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "apps/text/text.hpp"
#include "data/data.hpp"

namespace ohmimo {
namespace {

constexpr std::string_view header = "figure,curve,x,y,low,high";

PaperPoint parse_line(const std::string& where, const std::string& line) {
  const std::vector<std::string> cells = split(line, ','), names = split(header, ',');
  if (cells.size() != names.size())
    throw std::invalid_argument(fmt::format("{} must have {} columns, got {}", where, names.size(), cells.size()));
  const auto field = [&](std::size_t column) { return fmt::format("{} column {}", where, names[column]); };
  const auto number = [&](std::size_t column) { return number_from_text(field(column), cells[column]); };
  for (const std::size_t column : {0, 1})
    if (cells[column].empty()) throw std::invalid_argument(field(column) + " must not be empty, got ''");
  PaperPoint point = {cells[0], cells[1], number(2), number(3)};
  if (cells[4].empty() && cells[5].empty()) return point;
  point.low = number(4);
  point.high = number(5);
  if (!(point.low <= point.y && point.y <= point.high))
    throw std::invalid_argument(
        fmt::format("{} must enclose y = {}, got {} to {}", field(4), cells[3], cells[4], cells[5]));
  return point;
}

}  // namespace

std::vector<PaperPoint> parse_paper_points(std::string_view table, std::string_view text) {
  std::vector<PaperPoint> points;
  bool header_seen = false;
  std::size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    const std::string where = fmt::format("{} line {}", table, ++number);
    if (line.empty() || line[0] == '#') continue;
    if (header_seen)
      points.push_back(parse_line(where, line));
    else if (line != header)
      throw std::invalid_argument(fmt::format("{} must be the header {}, got '{}'", where, header, line));
    header_seen = true;
  }
  if (points.empty()) throw std::invalid_argument(fmt::format("{} must hold at least one point, got none", table));
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
