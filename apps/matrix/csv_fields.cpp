#include "apps/matrix/csv_fields.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "apps/matrix/text_lines.hpp"

namespace ohmimo::matrix {
namespace {

struct SeparatorWords {
  std::string_view name, characters;
};
constexpr std::array<SeparatorWords, 5> words = {
    {{"none", ""}, {"comma", ","}, {"semicolon", ";"}, {"tab", "\t"}, {"blank", " \t"}}};

const SeparatorWords& words_of(Separator separator) {
  return words[static_cast<std::size_t>(separator)];
}

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_name(std::string_view field) {
  field.remove_prefix(std::min(field.size(), field.find_first_not_of("\"'([{ ")));
  std::string word;
  for (const char c : field) {
    if (!is_letter(c)) break;
    word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  constexpr std::array<std::string_view, 10> numbers = {"",   "i",    "j",    "nan", "nanj",
                                                        "na", "none", "null", "inf", "infinity"};
  return std::ranges::find(numbers, word) == numbers.end();
}

}  // namespace

std::string_view separator_name(Separator separator) {
  return words_of(separator).name;
}

Separator separator_in(std::string_view line) {
  for (const Separator separator : {Separator::semicolon, Separator::comma, Separator::tab, Separator::blank})
    if (line.find_first_of(words_of(separator).characters) != std::string_view::npos) return separator;
  return Separator::none;
}

bool CsvFields::next(std::string_view& field) {
  if (ended) return false;
  const std::size_t end = rest.find_first_of(words_of(separator).characters);
  ended = end == std::string_view::npos;
  field = trimmed(rest.substr(0, end));
  if (ended) return true;
  rest.remove_prefix(end + 1);
  if (separator == Separator::blank) rest = trimmed(rest);
  return true;
}

bool is_header(std::string_view line) {
  std::string_view field;
  for (CsvFields fields{line, separator_in(line)}; fields.next(field);)
    if (!is_name(field)) return false;
  return true;
}

}  // namespace ohmimo::matrix
