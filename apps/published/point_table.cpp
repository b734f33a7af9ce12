#include "apps/published/point_table.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "apps/text/text.hpp"

namespace ohmimo {

PointLine::PointLine(std::string where, std::vector<std::string> names, const std::string& line)
    : where_(std::move(where)), names_(std::move(names)), cells_(split(line, ',')) {
  if (cells_.size() != names_.size())
    throw std::invalid_argument(fmt::format("{} must have {} columns, got {}", where_, names_.size(), cells_.size()));
}

std::string PointLine::field(std::size_t column) const {
  return fmt::format("{} column {}", where_, names_[column]);
}

void PointLine::require(bool holds, std::size_t column, std::string_view rule) const {
  if (!holds) throw std::invalid_argument(fmt::format("{} {}, got '{}'", field(column), rule, cells_[column]));
}

std::string PointLine::word(std::size_t column) const {
  require(!cells_[column].empty(), column, "must not be empty");
  return cells_[column];
}

int PointLine::integer(std::size_t column) const {
  return integer_from_text(field(column), cells_[column]);
}

std::uint64_t PointLine::natural(std::size_t column) const {
  return natural_from_text(field(column), cells_[column]);
}

double PointLine::number(std::size_t column) const {
  return number_from_text(field(column), cells_[column]);
}

std::vector<PointLine> point_lines(std::string_view table, std::string_view text, std::string_view header) {
  std::vector<PointLine> lines;
  bool header_seen = false;
  std::size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    const std::string where = fmt::format("{} line {}", table, ++number);
    if (line.empty() || line[0] == '#') continue;
    if (header_seen)
      lines.emplace_back(where, split(header, ','), line);
    else if (line != header)
      throw std::invalid_argument(fmt::format("{} must be the header {}, got '{}'", where, header, line));
    header_seen = true;
  }
  if (lines.empty()) throw std::invalid_argument(fmt::format("{} must hold at least one point, got none", table));
  return lines;
}

}  // namespace ohmimo
