#include "apps/commands/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace ohmimo {

using Clock = std::chrono::steady_clock;

ProgressLine::ProgressLine() : live_(isatty(STDERR_FILENO) == 1), last_plain_line_(Clock::now()) {}

bool ProgressLine::due() const {
  return live_ || seconds_since(last_plain_line_) >= 10.0;
}

void ProgressLine::show(const std::string& text) {
  if (!due()) return;
  if (live_) {
    fmt::print(stderr, "\r\033[K{}", text);
  } else {
    fmt::print(stderr, "{}\n", text);
    last_plain_line_ = Clock::now();
  }
  std::fflush(stderr);
}

void ProgressLine::clear() const {
  if (live_) fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

std::string duration_text(double seconds) {
  if (seconds < 100.0) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000.0) return fmt::format("{:.0f} min", seconds / 60.0);
  return fmt::format("{:.1f} h", seconds / 3600.0);
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace ohmimo
