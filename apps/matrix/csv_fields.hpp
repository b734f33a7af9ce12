// The values of a line of CSV as people separate them, and rows of names above them.
#pragma once
#include <string_view>

namespace ohmimo::matrix {

enum class Separator { none, comma, semicolon, tab, blank };

// For people: "comma".
std::string_view separator_name(Separator separator);

// The first of semicolon, comma and tab that the line holds; otherwise blanks, if there are any inside it.
Separator separator_in(std::string_view line);

// The fields of a line without blanks at its ends, one after the other. A run of blanks separates as one does.
struct CsvFields {
  std::string_view rest;
  Separator separator;
  bool ended = false;

  bool next(std::string_view& field);  // without blanks around it; false after the last
};

// Whether every field is a name: its first sign besides quotes and brackets is a letter, and it stands for no missing
// or infinite number such as NaN or NA. Letters i and j alone are numbers.
bool is_header(std::string_view line);

}  // namespace ohmimo::matrix
