// The ohmimo program: its commands and their exit codes (0 done, 1 run-time failure, 2 wrong invocation, 130 or
// 143 interrupted, 141 nobody reads its output).
#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "apps/commands/all_commands.hpp"
#include "apps/commands/command_line.hpp"
#include "apps/link/workers.hpp"
#include "phy/simd/isa.hpp"

namespace {

constexpr int broken_pipe = 128 + SIGPIPE;  // of `ohmimo ber | head`: results so far are written

// What is left in the buffer of standard output may not fit a full disk.
int flushed(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  if (errno == EPIPE) return broken_pipe;
  fmt::print(stderr, "ohmimo: cannot write standard output: {}\n", std::generic_category().message(errno));
  return code == 0 ? 1 : code;
}

int run_program(const std::vector<std::string>& words) {
  using namespace ohmimo;
  try {
    simd::isa();  // a wrong OHMIMO_ISA is refused before any work
    return flushed(run_command_line(all_commands(), words));
  } catch (const std::invalid_argument& error) {
    return refuse_invocation(error.what());
  } catch (const std::system_error& error) {
    if (error.code().value() == EPIPE) return broken_pipe;
    fmt::print(stderr, "ohmimo: {}\n", error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "ohmimo: {}\n", error.what());
  }
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  ohmimo::one_blas_thread();
  std::signal(SIGPIPE, SIG_IGN);  // a write fails in its place
  return run_program({argv + 1, argv + argc});
}
