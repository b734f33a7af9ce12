#include "apps/commands/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "apps/commands/terminal.hpp"
#include "apps/text/lines.hpp"

namespace ohmimo {

using Clock = std::chrono::steady_clock;

namespace {

bool hidden = false;

}  // namespace

ProgressLine::ProgressLine() : live_(is_live(STDERR_FILENO)), last_plain_line_(Clock::now()) {}

void ProgressLine::hide_all() {
  hidden = true;
}

bool ProgressLine::due() const {
  return !hidden && (live_ || seconds_since(last_plain_line_) >= 10.0);
}

void ProgressLine::show(const std::string& text) {
  if (!due()) return;
  if (live_) {
    fmt::print(stderr, "\r\033[K{}", fitted(text, terminal_columns(STDERR_FILENO) - 1));
  } else {
    fmt::print(stderr, "{}\n", fitted(text, terminal_columns(STDERR_FILENO)));
    last_plain_line_ = Clock::now();
  }
  std::fflush(stderr);
}

void ProgressLine::clear() const {
  if (live_ && !hidden) fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

UnitProgress::UnitProgress(std::string what, std::size_t n_unit)
    : what_(std::move(what)), n_unit_(n_unit), start_(Clock::now()) {}

void UnitProgress::begin(std::size_t unit, const std::string& name) {
  const double passed_s = seconds_since(start_);
  if (passed_s < 2.0 || !line_.due()) return;
  const double left_s =
      passed_s / static_cast<double>(std::max<std::size_t>(unit, 1)) * static_cast<double>(n_unit_ - unit);
  line_.show(fmt::format("{} {}/{}{}{}  left {}", what_, unit + 1, n_unit_, name.empty() ? "" : "  ", name,
                         unit > 0 ? duration_text(left_s) : "?"));
}

StepProgress::StepProgress(double first_s) : first_s_(first_s), thread_([this] { watch(); }) {}

StepProgress::~StepProgress() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_all();
  thread_.join();
  clear();
}

void StepProgress::begin(std::string_view step) {
  const std::lock_guard lock(mutex_);
  step_ = step;
  step_start_ = Clock::now();
}

void StepProgress::clear() {
  const std::lock_guard lock(mutex_);
  if (shown_) line_.clear();
  shown_ = false;
  step_.clear();
}

void StepProgress::watch() {
  using namespace std::chrono_literals;
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, 200ms, [this] { return end_; }))
    if (!step_.empty() && seconds_since(start_) >= first_s_ && line_.due()) {
      line_.show(fmt::format("{}  {}", step_, duration_text(seconds_since(step_start_))));
      shown_ = true;
    }
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
