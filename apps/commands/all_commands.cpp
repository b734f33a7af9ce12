#include "apps/commands/all_commands.hpp"

#include "apps/commands/bench.hpp"
#include "apps/commands/ber.hpp"
#include "apps/commands/channel.hpp"
#include "apps/commands/compare.hpp"
#include "apps/commands/completion.hpp"
#include "apps/commands/diff.hpp"
#include "apps/commands/llr.hpp"
#include "apps/commands/loss.hpp"
#include "apps/commands/manual.hpp"
#include "apps/commands/nmf.hpp"
#include "apps/commands/nnls.hpp"
#include "apps/commands/penalty.hpp"
#include "apps/commands/plot.hpp"
#include "apps/commands/reproduce.hpp"
#include "apps/commands/solve.hpp"
#include "apps/commands/spice.hpp"
#include "apps/commands/stream.hpp"
#include "apps/commands/sweep.hpp"
#include "apps/commands/train.hpp"
#include "apps/commands/verify.hpp"

namespace ohmimo {

std::vector<Command> all_commands() {
  return {ber_command(),       llr_command(),    loss_command(),  penalty_command(),    compare_command(),
          solve_command(),     nnls_command(),   nmf_command(),   train_command(),      spice_command(),
          reproduce_command(), verify_command(), bench_command(), channel_command(),    stream_command(),
          sweep_command(),     plot_command(),   diff_command(),  completion_command(), manual_command()};
}

}  // namespace ohmimo
