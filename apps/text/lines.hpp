// Lines of text for a width: cut, or broken at blanks.
#pragma once
#include <string>
#include <string_view>

namespace ohmimo {

inline constexpr int unlimited_columns = 1 << 20;  // of what is not a terminal

// At most so many characters, with ... at the end of a text that was longer.
std::string fitted(std::string_view text, int columns);

// Every line on lines of at most so many characters, broken at blanks, those that follow indented as the first; a
// longer word stays whole.
std::string wrapped(std::string_view text, int columns);

}  // namespace ohmimo
