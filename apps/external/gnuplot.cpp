#include "apps/external/gnuplot.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "apps/external/subprocess.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::external {
namespace {

namespace fs = std::filesystem;

constexpr double limit_s = 120.0;  // a picture takes less than a second

}  // namespace

std::string gnuplot_quote(std::string_view text) {
  std::string out = "'";
  for (const char c : one_line(text)) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

void run_gnuplot(const std::string& script, const fs::path& stem) try {
  const ScratchFolder folder(stem.string() + ".gnuplot");  // beside stem, so that pictures can be renamed into place
  std::ofstream(folder.path() / "script") << script;
  // -d: no initialisation files of the user.
  const ExitStatus ended = run_program({"gnuplot", {"-d", "script"}, "gnuplot-nox"}, folder.path(), limit_s);
  const fs::path png = folder.path() / "plot.png", svg = folder.path() / "plot.svg";
  if (ended.at_limit) throw std::runtime_error(fmt::format("gnuplot took more than {} s and was stopped", limit_s));
  if (!ended.success() || !fs::exists(png) || !fs::exists(svg))
    throw std::runtime_error("gnuplot failed: " + one_line(text_of(folder.path() / "log")));
  fs::rename(png, stem.string() + ".png");
  fs::rename(svg, stem.string() + ".svg");
} catch (const std::runtime_error& error) {
  throw std::runtime_error(fmt::format("plot: {}", error.what()));
}

}  // namespace ohmimo::external
