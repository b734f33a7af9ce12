#include "apps/commands/loss.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/commands/config_record.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/config/link_setup.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/loss/channel_loss.hpp"
#include "apps/studies/loss/loss_report.hpp"
#include "apps/studies/penalty/pair_model.hpp"
#include "detector/registry.hpp"

namespace ohmimo {

using namespace loss;
using namespace penalty;

namespace {

// A fixed channel, of a configuration made for ohmimo ber, would be the same for all rows.
BerConfig on_drawn_channels(BerConfig config) {
  config.fixed_channel = false;
  return config;
}

void check_flags(const LossFlags& flags) {
  const auto require = [](bool ok, std::string_view rule, double value) {
    if (!ok) throw std::invalid_argument(fmt::format("{}, got {:g}", rule, value));
  };
  require(flags.target_ber > 1e-6 && flags.target_ber < 0.3, "target-ber must be between 1e-6 and 0.3",
          flags.target_ber);
  require(flags.loss_db > 0.0 && flags.loss_db <= 10.0, "loss-db must be > 0 and at most 10 dB", flags.loss_db);
  require(flags.max_cycles >= 1 && flags.max_cycles <= 100, "max-cycles must be 1 to 100", flags.max_cycles);
  require(flags.n_channel >= 1 && flags.n_channel <= 100000, "channels must be 1 to 100000", flags.n_channel);
}

}  // namespace

Command loss_command() {
  const auto flags = std::make_shared<LossFlags>();
  std::vector<Option> options = ber_options(flags->link);
  name_analogue_detector(options);
  const std::vector<Option> own = {
      {"--target-ber", &flags->target_ber, "BER", "bit error rate at which the loss is taken"},
      {"--loss-db", &flags->loss_db, "DB", "loss allowed against floating point [dB]"},
      {"--max-cycles", &flags->max_cycles, "N", "refinement cycles tried"},
      {"--channels", &flags->n_channel, "N", "channels drawn, each with its own devices"}};
  options.insert(options.end(), own.begin(), own.end());
  return {"loss", "refinement cycles needed to stay within a given loss of floating point", options, nullptr, [flags] {
            return with_config(flags->link, [&](const BerConfig& config) { return run_loss(config, *flags); });
          }};
}

int run_loss(const BerConfig& given, const LossFlags& flags) {
  check_flags(flags);
  const BerConfig config = on_drawn_channels(given);
  const std::string analogue = analogue_detector(config);
  refuse_lists(flags.link.values, "loss");
  refuse_without_effect(flags.link.values, config);
  const std::filesystem::path folder = config.out;
  require_writable_folder(folder);
  record_config(folder / "loss.toml",
                fmt::format("# for ohmimo loss --config FILE --target-ber {:g} --loss-db {:g} --max-cycles {} "
                            "--channels {}",
                            flags.target_ber, flags.loss_db, flags.max_cycles, flags.n_channel),
                config);
  LossConfig loss;
  loss.link = link_config(config);
  loss.solver = solver_config(config);
  loss.analogue = analogue;
  loss.target_ber = flags.target_ber;
  loss.loss_db = flags.loss_db;
  loss.max_cycles = flags.max_cycles;
  loss.n_channel = flags.n_channel;
  // Enough bits for 200 errors per channel at the target; at 0.1 dB the paired difference needs no more.
  const double bits_per_vector = config.users * loss.link.constellation.bits_per_symbol;
  loss.n_vector = std::clamp(static_cast<int>(200.0 / (flags.target_ber * bits_per_vector)), 200, 200000);
  loss.seed = config.seed;
  loss.threads = thread_count(config);

  fmt::print("{}x{} {}, {}: {} against floating point, fidelity {}, mapping {}, {} stage(s), {} bits per channel\n",
             config.rx, config.users, config.modulation, config.channel, analogue, config.fidelity, config.mapping,
             config.stages, loss.n_vector * bits_per_vector);
  const std::vector<ChannelLoss> losses = channel_losses(loss);
  fmt::print("{}", loss_summary(losses, loss));
  if (detector_row(analogue).law == TheoryLaw::zero_forcing && loss.link.uplink.channel.law.iid)
    fmt::print("{}", ensemble_summary(ensemble_loss(loss), loss));
  const std::filesystem::path file = folder / "loss.csv";
  write_text_file(file, csv_text(loss_table(losses, loss, analogue, config)));
  fmt::print("{}\n", file.string());
  return 0;
}

}  // namespace ohmimo
