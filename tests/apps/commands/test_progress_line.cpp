// Progress of steps on a terminal: shown after a while, gone when cleared, silent where it was quick.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include "apps/commands/progress_line.hpp"

namespace test_progress_line {

using namespace ohmimo;
using namespace std::chrono_literals;

// What act() writes on standard error, a terminal meanwhile.
std::string on_terminal(const std::function<void()>& act) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE(grantpt(terminal) == 0);
  REQUIRE(unlockpt(terminal) == 0);
  const int end = open(ptsname(terminal), O_RDWR | O_NOCTTY), before = dup(STDERR_FILENO);
  const char* name = std::getenv("TERM");
  const std::string name_before = name == nullptr ? "dumb" : name;
  REQUIRE(dup2(end, STDERR_FILENO) == STDERR_FILENO);
  setenv("TERM", "xterm", 1);
  act();
  REQUIRE(dup2(before, STDERR_FILENO) == STDERR_FILENO);
  setenv("TERM", name_before.c_str(), 1);
  REQUIRE(write(end, "END", 3) == 3);  // a read of a terminal that is silent would wait
  std::string text;
  char bytes[512];
  while (!text.ends_with("END")) {
    const ssize_t n = read(terminal, bytes, sizeof(bytes));
    REQUIRE(n > 0);
    text.append(bytes, static_cast<std::size_t>(n));
  }
  for (const int file : {terminal, end, before}) close(file);
  return text.substr(0, text.size() - 3);
}

TEST_CASE("steps: the one that runs is named with its time, and the line is clean after it") {
  if (std::getenv("NO_COLOR") != nullptr) return;  // asks for no such line
  const std::string text = on_terminal([] {
    StepProgress progress(0.1);
    progress.begin("quick");
    progress.begin("programming the arrays");
    std::this_thread::sleep_for(500ms);
    progress.clear();
    std::this_thread::sleep_for(300ms);  // between steps nothing is written
  });
  CHECK(text.find("quick") == std::string::npos);
  CHECK(text.starts_with("\r\033[Kprogramming the arrays  0 s"));
  CHECK(text.ends_with("0 s\r\033[K"));
}

TEST_CASE("steps: nothing is written of what is over soon, and an exception ends the line") {
  if (std::getenv("NO_COLOR") != nullptr) return;
  CHECK(on_terminal([] {
          StepProgress progress;
          progress.begin("a");
          std::this_thread::sleep_for(300ms);
        }) == "");
  CHECK(on_terminal([] {
          const auto fails = [] {
            StepProgress progress(0.0);
            progress.begin("a");
            std::this_thread::sleep_for(300ms);
            throw std::runtime_error("x");
          };
          CHECK_THROWS_AS(fails(), std::runtime_error);
        }).ends_with("\r\033[K"));
}

}  // namespace test_progress_line
