// Tables as text for lines of a width: which of their columns fit, and their lines.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo {

struct TextColumn {
  std::string_view title;
  int width;   // longer texts push the line out
  char align;  // as fmt has it: <, > or ^
  int rank;    // the highest goes first where the line is too short
  int least =
      0;  // that a column of words may shrink to, its cells on several lines, before another goes; 0 = it never does
};

// Those that fit so many characters, in their order, one blank between two; that of the lowest rank always stays.
std::vector<std::size_t> fitting_columns(std::span<const TextColumn> columns, int line_width);

// The cells of these columns in one line, without blanks at its end.
std::string text_line(std::span<const TextColumn> columns, std::span<const std::size_t> shown,
                      std::span<const std::string> cells);

// A table for lines of a width: columns that do not fit are left out, those that may shrink share what is left, the
// lowest rank first.
class TextTable {
 public:
  TextTable(std::span<const TextColumn> columns, int line_width, std::string_view indent = "");

  std::string titles() const;  // with the end of the line, as line()
  // One cell per column, also of those left out; several lines where a cell of words is broken.
  std::string line(std::span<const std::string> cells) const;

 private:
  std::vector<TextColumn> columns_;
  std::vector<std::size_t> shown_;
  bool limited_;
  std::string indent_;
};

// Titles and rows, every column as wide as its longest cell at least.
std::string text_table(std::vector<TextColumn> columns, std::span<const std::vector<std::string>> rows, int line_width,
                       std::string_view indent = "");

}  // namespace ohmimo
