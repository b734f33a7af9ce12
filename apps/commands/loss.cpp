#include "apps/commands/loss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "apps/commands/config_record.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/picture.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/loss/channel_loss.hpp"
#include "apps/studies/loss/loss_figure.hpp"
#include "apps/studies/loss/loss_report.hpp"
#include "apps/studies/penalty/pair_model.hpp"
#include "detector/registry.hpp"

namespace ohmimo {

using namespace loss;
using namespace penalty;

namespace {

// A fixed channel, of a configuration made for ohmimo ber, would be the same for all rows.
Config on_drawn_channels(Config config) {
  config.channel.fixed = false;
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
  return {"loss", "refinement cycles needed to stay within a given loss of floating point", options, nullptr,
          [flags] { return with_config(flags->link, [&](const Config& config) { return run_loss(config, *flags); }); }};
}

int run_loss(const Config& given, const LossFlags& flags) {
  check_flags(flags);
  const Run run = make_run(on_drawn_channels(given));
  const Config& config = run.config;
  const std::string analogue = analogue_detector(config);
  refuse_lists(flags.link.values, "loss");
  refuse_without_effect(flags.link.values, config);
  const std::filesystem::path folder = config.output.out;
  require_writable_folder(folder);
  record_config(folder / "loss.toml",
                fmt::format("# for ohmimo loss --config FILE --target-ber {:g} --loss-db {:g} --max-cycles {} "
                            "--channels {}",
                            flags.target_ber, flags.loss_db, flags.max_cycles, flags.n_channel),
                config);
  LossConfig loss = loss_config(run, flags.target_ber);
  loss.analogue = analogue;
  loss.loss_db = flags.loss_db;
  loss.max_cycles = flags.max_cycles;
  loss.n_channel = flags.n_channel;

  fmt::print("{}x{} {}, {}: {} against floating point, fidelity {}, mapping {}, {} stage(s), {} bits per channel\n",
             config.link.n_rx, config.link.n_user, config.link.modulation, config.channel.model, analogue,
             config.solver.fidelity, config.solver.mapping, config.solver.stages,
             1.0 * loss.n_vector * run.shape.n_user * run.shape.bits_per_symbol);
  const std::vector<ChannelLoss> losses = channel_losses(loss);
  fmt::print("{}", loss_summary(losses, loss));
  std::optional<EnsembleLoss> ensemble;
  if (detector_row(analogue).law == TheoryLaw::zero_forcing && loss.link.uplink.channel.law.iid) {
    ensemble = ensemble_loss(loss);
    fmt::print("{}", ensemble_summary(*ensemble, loss));
  }
  const std::filesystem::path file = folder / "loss.csv";
  const std::string csv = csv_text(loss_table(losses, ensemble ? &*ensemble : nullptr, loss, run));
  write_text_file(file, csv);
  fmt::print("{}\n", file.string());
  draw_picture(folder / "loss", "loss.csv", [&](const std::filesystem::path& stem) {
    plot::write_loss_plot(loss_plot(plot::Rows(csv, "loss.csv")), stem);
  });
  return 0;
}

}  // namespace ohmimo
