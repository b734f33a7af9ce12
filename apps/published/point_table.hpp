// Reading the tables of published points in data/golden: CSV of plain cells with comments.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo {

// One line of data. Errors are std::invalid_argument and name table, line, column, rule and value.
class PointLine {
 public:
  PointLine(std::string where, std::vector<std::string> names, const std::string& line);

  const std::string& cell(std::size_t column) const { return cells_[column]; }
  std::string word(std::size_t column) const;  // not empty
  int integer(std::size_t column) const;
  std::uint64_t natural(std::size_t column) const;
  double number(std::size_t column) const;

  void require(bool holds, std::size_t column, std::string_view rule) const;

 private:
  std::string field(std::size_t column) const;

  std::string where_;  // "table line n"
  std::vector<std::string> names_, cells_;
};

// The lines below the header, in file order. Lines starting with # are comments. Throws std::invalid_argument if the
// header is another or no line follows.
std::vector<PointLine> point_lines(std::string_view table, std::string_view text, std::string_view header);

}  // namespace ohmimo
