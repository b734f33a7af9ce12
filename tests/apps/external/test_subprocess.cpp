// Child processes: what they leave, how they end, and that none is left.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "apps/external/subprocess.hpp"
#include "tests/temporary_folder.hpp"

namespace test_subprocess {

using namespace ohmimo;
using namespace ohmimo::external;

ExitStatus shell(const std::string& line, const std::filesystem::path& folder, double limit_s = 30.0) {
  return run_program({"sh", {"-c", line}, "dash"}, folder, limit_s);
}

bool no_child_left() {
  return waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD;
}

TEST_CASE("a program runs in its folder, says what it says to the log, and its exit is known") {
  const TemporaryFolder folder;
  CHECK(shell("pwd; echo trouble >&2; cat", folder.path).success());  // cat: the input is empty
  CHECK(text_of(folder.path / "log") == folder.path.string() + "\ntrouble\n");
  const ExitStatus three = shell("exit 3", folder.path);
  CHECK(three.code == 3);
  CHECK_FALSE(three.success());
  const ExitStatus aborted = shell("kill -ABRT $$", folder.path);
  CHECK(aborted.signal == SIGABRT);
  CHECK_FALSE(aborted.success());
  CHECK_FALSE(aborted.at_limit);
  // No shell reads the arguments.
  CHECK(run_program({"echo", {"$(touch x); a b"}, "coreutils"}, folder.path, 30.0).success());
  CHECK(text_of(folder.path / "log") == "$(touch x); a b\n");
  CHECK(folder.n_file() == 1);
  CHECK(text_of(folder.path / "none") == "");
  CHECK(no_child_left());
}

TEST_CASE("a program that takes too long is stopped") {
  const TemporaryFolder folder;
  const auto start = std::chrono::steady_clock::now();
  const ExitStatus ended = shell("trap '' TERM; while :; do :; done", folder.path, 0.1);
  CHECK(ended.at_limit);
  CHECK(ended.signal == SIGKILL);
  CHECK_FALSE(ended.success());
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < 20.0);
  CHECK(no_child_left());
}

TEST_CASE("a child does not outlive its owner") {
  {
    const pid_t id = fork();
    REQUIRE(id >= 0);
    if (id == 0)
      for (;;) pause();
    const Child child(id);
  }
  CHECK(no_child_left());
}

TEST_CASE("a program that is missing is named with its package") {
  const TemporaryFolder folder;
  CHECK(is_installed("sh"));
  CHECK_FALSE(is_installed("ohmimo-no-such-program"));
  CHECK_THROWS_WITH_AS(run_program({"ohmimo-no-such-program", {}, "no-such-package"}, folder.path, 1.0),
                       "ohmimo-no-such-program is not installed (Debian package no-such-package)", std::runtime_error);
}

TEST_CASE("a scratch folder is gone at the end with all it holds") {
  const TemporaryFolder folder;
  {
    const ScratchFolder scratch(folder.path / "a");
    CHECK(scratch.path().parent_path() == folder.path);
    std::filesystem::create_directories(scratch.path() / "b" / "c");
    CHECK(folder.n_file() == 1);
  }
  CHECK(folder.n_file() == 0);
  CHECK_THROWS_AS(ScratchFolder(folder.path / "no" / "such" / "a"), std::runtime_error);
}

}  // namespace test_subprocess
