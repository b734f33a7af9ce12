// One live line on standard error while something runs; plain lines every 10 s where that is not a terminal.
#pragma once
#include <chrono>
#include <string>

namespace ohmimo {

class ProgressLine {
 public:
  ProgressLine();

  bool due() const;  // false: show() would print nothing now
  void show(const std::string& text);
  void clear() const;

 private:
  bool live_;
  std::chrono::steady_clock::time_point last_plain_line_;
};

std::string duration_text(double seconds);  // 12 s, 3 min, 1.5 h
double seconds_since(std::chrono::steady_clock::time_point start);

}  // namespace ohmimo
