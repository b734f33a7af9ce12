// One live line on standard error while something runs; plain lines every 10 s where that is not a terminal.
#pragma once
#include <chrono>
#include <string>

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

std::string duration_text(double seconds);  // 12 s, 3 min, 1.5 h
double seconds_since(std::chrono::steady_clock::time_point start);

}  // namespace ohmimo
