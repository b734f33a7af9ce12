// The ohmimo program: its commands and their exit codes (0 done, 1 run-time failure, 2 wrong invocation, 130
// interrupted).
#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/commands/bench.hpp"
#include "apps/commands/ber.hpp"
#include "apps/commands/command_line.hpp"
#include "apps/commands/compare.hpp"
#include "apps/commands/loss.hpp"
#include "apps/commands/penalty.hpp"
#include "apps/commands/plot.hpp"
#include "apps/commands/reproduce.hpp"
#include "apps/commands/solve.hpp"
#include "apps/commands/spice.hpp"
#include "apps/commands/verify.hpp"
#include "apps/link/workers.hpp"
#include "phy/simd/isa.hpp"

int main(int argc, char** argv) {
  using namespace ohmimo;
  one_blas_thread();
  try {
    simd::isa();  // a wrong OHMIMO_ISA is refused before any work
    const std::vector<Command> commands = {ber_command(),   loss_command(),  penalty_command(),   compare_command(),
                                           solve_command(), spice_command(), reproduce_command(), verify_command(),
                                           bench_command(), plot_command()};
    return run_command_line(commands, {argv + 1, argv + argc});
  } catch (const std::invalid_argument& error) {
    return refuse_invocation(error.what());
  } catch (const std::exception& error) {
    fmt::print(stderr, "ohmimo: {}\n", error.what());
    return 1;
  }
}
