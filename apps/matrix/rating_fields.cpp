#include "apps/matrix/rating_fields.hpp"

#include <algorithm>

#include "apps/matrix/csv_fields.hpp"
#include "apps/matrix/text_lines.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

std::string_view without_quotes(std::string_view field) {
  const bool quoted =
      field.size() >= 2 && (field.front() == '"' || field.front() == '\'') && field.back() == field.front();
  return quoted ? field.substr(1, field.size() - 2) : field;
}

}  // namespace

std::string_view separator_of(std::string_view line) {
  if (line.find("::") != std::string_view::npos) return "::";
  switch (separator_in(line)) {
    case Separator::semicolon:
      return ";";
    case Separator::comma:
      return ",";
    case Separator::tab:
      return "\t";
    case Separator::blank:
      return " ";
    case Separator::none:
      break;
  }
  return "";
}

Fields fields_of(std::string_view line, std::string_view separator) {
  Fields fields;
  while (true) {
    const std::size_t end = separator.empty() ? std::string_view::npos : line.find(separator);
    if (fields.count < most_fields) fields.at[fields.count] = without_quotes(trimmed(line.substr(0, end)));
    ++fields.count;
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + separator.size());
    if (separator == " ") line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
  }
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::string word = plain_word(name);
  return std::ranges::find(words, word) != words.end();
}

}  // namespace ohmimo::matrix
