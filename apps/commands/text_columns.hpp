// Columns of a table that is printed line by line: those that fit the width of the terminal.
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
};

// Those that fit so many characters, in their order, one blank between two; that of the lowest rank always stays.
std::vector<std::size_t> fitting_columns(std::span<const TextColumn> columns, int line_width);

// The cells of these columns in one line, without blanks at its end.
std::string text_line(std::span<const TextColumn> columns, std::span<const std::size_t> shown,
                      std::span<const std::string> cells);

}  // namespace ohmimo
