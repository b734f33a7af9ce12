#include "apps/external/gnuplot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <stdexcept>

#include "apps/external/subprocess.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::external {
namespace {

namespace fs = std::filesystem;

constexpr double limit_s = 120.0;  // a picture takes less than a second

// 0, or the number of the error that kept the text from being written.
int write_error(const fs::path& file, std::string_view text) {
  errno = 0;
  std::ofstream stream(file, std::ios::binary);
  stream << text << std::flush;
  if (stream) return 0;
  return errno != 0 ? errno : EIO;
}

// The end of a file.
std::string tail_of(const fs::path& file, std::streamoff size) {
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(0, std::ios::end);
  const std::streamoff whole = stream ? static_cast<std::streamoff>(stream.tellg()) : 0;
  std::string tail(static_cast<std::size_t>(std::min(size, whole)), '\0');
  stream.seekg(-static_cast<std::streamoff>(tail.size()), std::ios::end);
  stream.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return stream ? tail : "";
}

bool is_whole_png(const fs::path& file) {
  using namespace std::string_literals;
  return tail_of(file, 12) == "\0\0\0\0IEND\xae\x42\x60\x82"s;  // the last chunk: no data, its name, its checksum
}

bool is_whole_svg(const fs::path& file) {
  std::string tail = tail_of(file, 64);
  tail.erase(tail.find_last_not_of(" \r\n") + 1);
  return tail.ends_with("</svg>");
}

// Gnuplot neither says nor returns that it could not write: a trial write finds the reason. "" if it goes well.
std::string write_obstacle(const fs::path& folder) {
  const fs::path trial = folder / "trial";
  const int error = write_error(trial, std::string(1 << 20, ' '));
  std::error_code ignored;
  fs::remove(trial, ignored);
  return error == 0 ? "" : error_text(error);
}

[[noreturn]] void refuse_to_write(const fs::path& stem, const std::string& obstacle) {
  throw std::runtime_error(fmt::format("cannot write beside {}: {}", stem.string(), obstacle));
}

}  // namespace

std::string gnuplot_quote(std::string_view text) {
  std::string out = "'";
  for (const char c : one_line(text)) {
    if (c != '\'')
      out += c;
    else  // a doubled quote at the start, or after another, would end the text
      out += out.ends_with('\'') ? "’" : "''";
  }
  return out + "'";
}

void run_gnuplot(const std::string& script, const fs::path& stem) try {
  const ScratchFolder folder(stem.string() + ".gnuplot");  // beside stem, so that pictures can be renamed into place
  if (const int error = write_error(folder.path() / "script", script); error != 0)
    refuse_to_write(stem, error_text(error));
  // -d: no initialisation files of the user.
  const ExitStatus ended = run_program({"gnuplot", {"-d", "script"}, "gnuplot-nox"}, folder.path(), limit_s);
  const fs::path png = folder.path() / "plot.png", svg = folder.path() / "plot.svg";
  if (ended.at_limit) throw std::runtime_error(fmt::format("gnuplot took more than {} s and was stopped", limit_s));
  if (!ended.success() || !is_whole_png(png) || !is_whole_svg(svg)) {
    if (const std::string obstacle = write_obstacle(folder.path()); !obstacle.empty()) refuse_to_write(stem, obstacle);
    const std::string said = one_line(text_of(folder.path() / "log"));
    throw std::runtime_error("gnuplot failed: " + (said.empty() ? "a picture is not whole" : said));
  }
  fs::rename(png, stem.string() + ".png");
  fs::rename(svg, stem.string() + ".svg");
} catch (const std::runtime_error& error) {
  throw std::runtime_error(fmt::format("plot: {}", error.what()));
}

}  // namespace ohmimo::external
