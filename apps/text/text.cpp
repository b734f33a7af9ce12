#include "apps/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <system_error>
#include <type_traits>

namespace ohmimo {
namespace {

// A whole number written as 1e8 or 2.5e3; those below 2^53 are exact.
template <class Integer>
bool whole_from_scientific(std::string_view text, Integer& value) {
  double number = 0.0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || number != std::floor(number)) return false;
  constexpr double exact = 9007199254740992.0;
  const double most = std::min(exact, static_cast<double>(std::numeric_limits<Integer>::max()));
  if (number > most || number < std::max(-exact, static_cast<double>(std::numeric_limits<Integer>::min())))
    return false;
  value = static_cast<Integer>(number);
  return true;
}

template <class Integer>
Integer whole_from_text(std::string_view field, std::string_view text) {
  Integer value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end) return value;
  if (text.find('e') != std::string::npos && whole_from_scientific(text, value)) return value;
  const bool is_integer =
      !text.empty() && text != "-" && text.find_first_not_of("0123456789", text[0] == '-' ? 1 : 0) == std::string::npos;
  if (is_integer && (text[0] != '-' || std::is_signed_v<Integer>))
    throw std::invalid_argument(fmt::format("{} must be an integer from {} to {}, got {}", field,
                                            std::numeric_limits<Integer>::min(), std::numeric_limits<Integer>::max(),
                                            text));
  const char* kind = std::is_signed_v<Integer> ? "an integer" : "an integer >= 0";
  throw std::invalid_argument(
      fmt::format("{} must be {}, got {}", field, kind, is_integer ? std::string(text) : in_quotes(text)));
}

// Fewest letters to replace, insert, delete or swap with their neighbour (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const std::size_t replace = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({replace, d[i - 1][j] + 1, d[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + "\"";
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? ""
                                         : std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::string plain_word(std::string_view word) {
  std::string out;
  for (const char c : word)
    if (c != '-' && c != '_' && c != ' ') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

std::string error_text(int error) {
  return std::generic_category().message(error);
}

std::string fixed_text(double value, int digits) {
  const std::string text = fmt::format("{:.{}f}", value, digits);
  return text.starts_with("-") && text.find_first_not_of("-0.") == std::string::npos ? text.substr(1) : text;
}

int integer_from_text(std::string_view field, std::string_view text) {
  return whole_from_text<int>(field, text);
}

std::uint64_t natural_from_text(std::string_view field, std::string_view text) {
  return whole_from_text<std::uint64_t>(field, text);
}

double number_from_text(std::string_view field, std::string_view text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::result_out_of_range)
    throw std::invalid_argument(fmt::format("{} must fit a double, got {}", field, in_quotes(text)));
  if (error != std::errc() || stop != end)
    throw std::invalid_argument(fmt::format("{} must be a number, got {}", field, in_quotes(text)));
  if (!std::isfinite(value))
    throw std::invalid_argument(fmt::format("{} must be finite, got {}", field, in_quotes(text)));
  return value;
}

std::string suggestion(std::string_view word, std::span<const std::string> known) {
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string nearest;
  if (word.size() > 100) return "";  // not a slip of the finger
  for (const std::string& candidate : known)
    if (const std::size_t distance = edit_distance(word, candidate); distance < best) {
      best = distance;
      nearest = candidate;
    }
  return nearest.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", nearest);
}

}  // namespace ohmimo
