// The one place that runs gnuplot.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace ohmimo::external {

// Text as a gnuplot literal: single quotes (neither escapes nor backquotes act in them), control characters and line
// breaks turned into spaces, inner quotes doubled; one at the start or after another becomes an apostrophe (U+2019).
std::string gnuplot_quote(std::string_view text);

// Runs a script that writes plot.png and plot.svg in its working directory (a temporary one beside stem), then moves
// both to <stem>.png and <stem>.svg. Ignores the user's own gnuplot settings. Throws std::runtime_error with gnuplot's
// own message if it is missing, fails or takes more than two minutes, and with the system's if a picture is not whole,
// for instance on a full disk; then neither file is written and earlier ones stay.
void run_gnuplot(const std::string& script, const std::filesystem::path& stem);

}  // namespace ohmimo::external
