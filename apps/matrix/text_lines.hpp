// Text taken apart line by line, with the numbers of the lines for messages.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace ohmimo::matrix {

struct TextLines {
  std::string_view rest;
  std::size_t number = 0;  // of the line last taken, from 1

  // The next line without its end (\n or \r\n); false after the last.
  bool next(std::string_view& line);
};

std::string_view without_byte_order_mark(std::string_view text);  // of UTF-8, as spreadsheets and editors write it
std::string_view trimmed(std::string_view text);                  // without blanks and tabs at its ends

// A finite number; a leading + is allowed. Throws std::invalid_argument naming place, rule and value, of which long
// ones are cut.
double matrix_number(const std::string& place, std::string_view text);

}  // namespace ohmimo::matrix
