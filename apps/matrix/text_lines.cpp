#include "apps/matrix/text_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::matrix {

bool TextLines::next(std::string_view& line) {
  if (rest.empty()) return false;
  const std::size_t end = rest.find('\n');
  line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  ++number;
  return true;
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

double matrix_number(const std::string& place, std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() > longest)
    throw std::invalid_argument(fmt::format("{} must be a number of at most {} characters, got {} ...", place, longest,
                                            in_quotes(text.substr(0, longest))));
  const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+';
  return number_from_text(place, text.substr(plus ? 1 : 0));
}

}  // namespace ohmimo::matrix
