// What the terminal can show.
#pragma once
#include <string>
#include <string_view>

namespace ohmimo {

inline constexpr int unlimited_columns = 1 << 20;  // of what is not a terminal

// Characters in a line of that file descriptor's terminal.
int terminal_columns(int descriptor);

// Whether lines on it may be written over: a terminal that is not dumb, and NO_COLOR is not set (no-color.org).
bool is_live(int descriptor);

// At most so many characters, with ... at the end of a text that was longer.
std::string fitted(std::string_view text, int columns);

// Lines of at most so many characters, broken at blanks; a longer word stays whole.
std::string wrapped(std::string_view text, int columns);

}  // namespace ohmimo
