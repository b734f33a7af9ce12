// The ohmimo program: subcommands and their exit codes (0 done, 1 run-time failure, 2 wrong invocation, 130
// interrupted).
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "apps/commands/bench.hpp"
#include "apps/commands/ber.hpp"
#include "apps/commands/command_line.hpp"
#include "apps/commands/compare.hpp"
#include "apps/commands/loss.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/penalty.hpp"
#include "apps/commands/reproduce.hpp"
#include "apps/commands/solve.hpp"
#include "apps/commands/spice.hpp"
#include "apps/commands/verify.hpp"
#include "apps/link/workers.hpp"
#include "phy/simd/isa.hpp"

int main(int argc, char** argv) {
  using namespace ohmimo;
  one_blas_thread();
  CLI::App app("ohmimo: massive-MIMO detection testbench with a simulated analogue RRAM solver", "ohmimo");
  app.set_version_flag("--version", OHMIMO_VERSION);
  app.require_subcommand(1);
  BerFlags ber_flags;
  CLI::App* ber = app.add_subcommand("ber", "bit error rate over SNR: CSV, PNG, SVG");
  add_ber_options(*ber, ber_flags);
  BenchFlags bench_flags;
  CLI::App* bench = app.add_subcommand("bench", "speed of this program against rivals in the same run");
  add_bench_options(*bench, bench_flags);
  LossFlags loss_flags;
  CLI::App* loss = app.add_subcommand("loss", "refinement cycles needed to stay within a given loss of floating point");
  add_loss_options(*loss, loss_flags);
  PenaltyFlags penalty_flags;
  CLI::App* penalty = app.add_subcommand("penalty", "SNR that the analogue hardware costs at a target BER, with maps");
  add_penalty_options(*penalty, penalty_flags);
  SolveFlags solve_flags;
  CLI::App* solve = app.add_subcommand("solve", "a linear system on the analogue solver, from a file or made here");
  add_solve_options(*solve, solve_flags);
  SpiceFlags spice_flags;
  CLI::App* spice = app.add_subcommand("spice", "one programmed circuit as an ngspice deck, and what ngspice says");
  add_spice_options(*spice, spice_flags);
  ReproduceFlags reproduce_flags;
  CLI::App* reproduce =
      app.add_subcommand("reproduce", "published figures of the solver: ours over the paper's points");
  add_reproduce_options(*reproduce, reproduce_flags);
  CompareFlags compare_flags;
  CLI::App* compare = app.add_subcommand("compare", "the solver as modelled hardware beside published designs");
  add_compare_options(*compare, compare_flags);
  VerifyFlags verify_flags;
  CLI::App* verify = app.add_subcommand("verify", "this program against published numbers, formulas and ngspice");
  add_verify_options(*verify, verify_flags);
  try {
    simd::isa();  // a wrong OHMIMO_ISA is refused before any work
    const std::vector<const char*> arguments = spelled_out(argc, argv);
    app.parse(static_cast<int>(arguments.size()), arguments.data());
    if (*solve) return run_solve_command(solve_flags);
    if (*spice) return run_spice(spice_flags);
    if (*reproduce) return run_reproduce(reproduce_flags);
    if (*compare) return run_compare(compare_flags);
    if (*verify) return run_verify(verify_flags);
    if (*bench) return run_bench(bench_flags);
    const BerFlags& flags = *loss ? loss_flags.link : *penalty ? penalty_flags.link : ber_flags;
    const BerConfig config = resolve(flags);
    if (flags.show_config) {
      fmt::print("{}", to_toml(config));
      return 0;
    }
    if (*loss) return run_loss(config, loss_flags);
    if (*penalty) return run_penalty(config, penalty_flags);
    refuse_without_effect(flags.values, config);
    return run_ber(config);
  } catch (const CLI::ParseError& error) {
    return report_usage_error(app, error);
  } catch (const std::invalid_argument& error) {
    return report_usage_error(error);
  } catch (const std::exception& error) {
    fmt::print(stderr, "ohmimo: {}\n", error.what());
    return 1;
  }
}
