// Words and numbers as people type them: strict numbers, lists, quoting, and the nearest word to a mistyped one.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo {

// Parts between separators; at least one, which may be empty.
std::vector<std::string> split(std::string_view text, char separator);

// As a basic string of TOML 1.0: in double quotes, with ", \ and control characters escaped.
std::string in_quotes(std::string_view text);

// Without blanks at its ends.
std::string trimmed(std::string_view text);

// What words that differ only in case, blanks, - and _ have in common: 16-QAM and 16qam.
std::string plain_word(std::string_view word);

// The same text on one line: control characters become spaces.
std::string one_line(std::string_view text);

// What an error number means; strerror() for threads.
std::string error_text(int error);

// With so many digits after the point, and no sign before a number that is printed as zero.
std::string fixed_text(double value, int digits);

// Strict numbers: the whole text, decimal, finite; whole ones also as 1e8. Throw std::invalid_argument naming the
// field, the rule and the text.
int integer_from_text(std::string_view field, std::string_view text);
std::uint64_t natural_from_text(std::string_view field, std::string_view text);
double number_from_text(std::string_view field, std::string_view text);

// (did you mean "x"?), after a blank, for the known word closest to a mistyped one, or "" if none is near: at most a
// third of the letters wrong, one in a short word.
std::string suggestion(std::string_view word, std::span<const std::string> known);

}  // namespace ohmimo
