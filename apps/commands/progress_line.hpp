// One live line on standard error while something runs; plain lines every 10 s where that is not a terminal.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace ohmimo {

class ProgressLine {
 public:
  ProgressLine();

  static void hide_all();  // of the whole program, from now on

  bool due() const;  // false: show() would print nothing now
  void show(const std::string& text);
  void clear() const;

 private:
  bool live_;
  std::chrono::steady_clock::time_point last_plain_line_;
};

// Progress over units of about equal work: "channel 12/200  left 3 s", from 2 s on.
class UnitProgress {
 public:
  UnitProgress(std::string what, std::size_t n_unit);
  void begin(std::size_t unit, const std::string& name = "");  // counted from 0
  void clear() const { line_.clear(); }

 private:
  std::string what_;
  std::size_t n_unit_;
  std::chrono::steady_clock::time_point start_;
  ProgressLine line_;
};

// Progress over steps of any length, which need not report: "programming the arrays  12 s", of the step, once all of it
// has taken first_s. A thread writes the line; nothing else may print between begin() and clear().
class StepProgress {
 public:
  explicit StepProgress(double first_s = 2.0);
  ~StepProgress();
  StepProgress(const StepProgress&) = delete;
  StepProgress& operator=(const StepProgress&) = delete;

  void begin(std::string_view step);
  void clear();  // until the next begin()

 private:
  void watch();

  using Clock = std::chrono::steady_clock;
  const double first_s_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;  // of all below
  std::condition_variable ended_;
  bool end_ = false;
  std::string step_;  // empty: none
  bool shown_ = false;
  Clock::time_point step_start_;
  ProgressLine line_;
  std::thread thread_;
};

std::string duration_text(double seconds);  // 12 s, 3 min, 1.5 h
double seconds_since(std::chrono::steady_clock::time_point start);

}  // namespace ohmimo
