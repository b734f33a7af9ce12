#include "apps/commands/penalty.hpp"

#include <fmt/format.h>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/evaluate/link_setup.hpp"

namespace ohmimo {

void add_penalty_options(CLI::App& command, PenaltyFlags& flags) {
  command.add_option("--target-ber", flags.rule.target_ber, "bit error rate at which the penalty is taken")
      ->capture_default_str();
  command.add_option("--half-width-db", flags.rule.half_width_db, "of the 95 % interval wanted [dB]")
      ->capture_default_str();
}

int run_penalty(const BerConfig& config, const PenaltyFlags& flags) {
  PenaltyControl control;
  ProgressLine line;
  control.run = {thread_count(config), config.max_seconds, &interrupt_flag()};
  PenaltyRule rule = flags.rule;
  rule.max_frames = config.max_frames;
  control.progress = [&](double fraction) { line.show(fmt::format("{:.0f} %", 100.0 * fraction)); };
  const PenaltyResult r = measure_penalty(link_pair(config), rule, control);
  line.clear();
  fmt::print(
      "{} ({}): {:.4f} dB [{:.4f}, {:.4f}] at Es/N0 {:.3f} dB, reference BER {:.4e}, {} frames {} channels {:.3g} bits "
      "{:.2f} s\n",
      status_name(r.status), stop_name(r.stop), r.penalty_db, r.low_db, r.high_db, r.es_n0_db, r.reference_ber,
      r.frames, r.channels, r.bits, r.seconds);
  return 0;
}

}  // namespace ohmimo
