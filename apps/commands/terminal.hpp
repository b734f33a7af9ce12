// What the terminal can show.
#pragma once
#include <string_view>

namespace ohmimo {

// Characters in a line of that file descriptor's terminal; unlimited_columns (apps/text/lines.hpp) if it is none.
int terminal_columns(int descriptor);

// Whether lines on it may be written over: a terminal that is not dumb, and NO_COLOR is not set (no-color.org).
bool is_live(int descriptor);

// Lines on standard output, those that are too long for its terminal broken at blanks.
void print_text(std::string_view text);

}  // namespace ohmimo
