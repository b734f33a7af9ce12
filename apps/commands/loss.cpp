#include "apps/commands/loss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
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
  for (const std::string_view field : fields_of_whole_slots()) flags->link.unused.push_back(field);
  for (const std::string_view field : code_field_names()) flags->link.unused.push_back(field);
  std::vector<Option> options = ber_options(flags->link);
  name_analogue_detector(options);
  std::vector<Option> own = {{"--target-ber", &flags->target_ber, "BER", "bit error rate at which the loss is taken"},
                             {"--loss-db", &flags->loss_db, "DB", "loss allowed against floating point [dB]"},
                             {"--max-cycles", &flags->max_cycles, "N", "refinement cycles tried"},
                             {"--channels", &flags->n_channel, "N", "channels drawn, each with its own devices"}};
  for (Option& option : own) option.in_record = true;
  options.insert(options.end(), own.begin(), own.end());
  return {"loss", "refinement cycles needed to stay within a given loss of floating point", options, &flags->link.given,
          [flags](const Command& command) {
            return with_config(command, flags->link, [&](const Config& config, const std::string& record) {
              return run_loss(config, *flags, record);
            });
          }};
}

int run_loss(const Config& given, const LossFlags& flags, const std::string& record) {
  check_flags(flags);
  refuse_code(given, "loss");
  const Run run = make_run(on_drawn_channels(given));
  const Config& config = run.config;
  if (!run.link.uplink.csi.is_perfect())  // the exact BER of a channel is that of a known one
    throw std::invalid_argument("csi must be perfect for loss, got " + config.csi.model);
  const std::string analogue = analogue_detector(config);
  refuse_lists(flags.link.values, "loss");
  refuse_without_effect(flags.link.values, config);
  LossConfig loss = loss_config(run, flags.target_ber);
  loss.analogue = analogue;
  loss.loss_db = flags.loss_db;
  loss.max_cycles = flags.max_cycles;
  loss.n_channel = flags.n_channel;
  loss.interrupt = &interrupt_flag();
  UnitProgress progress("channel", static_cast<std::size_t>(loss.n_channel));
  loss.progress = [&](std::size_t done) { progress.begin(done); };
  RunFolder folder = open_run_folder(output_of("loss", run.asked, record), flags.link.output);

  print_text(fmt::format(
      "{}x{} {}, {}: {} against floating point, fidelity {}, mapping {}, {} stage(s), {} bits per channel\n",
      config.link.n_rx, config.link.n_user, config.link.modulation, config.channel.model, analogue,
      config.solver.fidelity, config.solver.mapping, config.solver.stages,
      1.0 * loss.n_vector * run.shape.n_user * run.shape.bits_per_symbol));
  const std::vector<ChannelLoss> losses = channel_losses(loss);
  progress.clear();
  if (losses.empty()) return end_run(folder, true);
  loss.n_channel = static_cast<int>(losses.size());
  print_text(loss_summary(losses, loss));
  std::optional<EnsembleLoss> ensemble;
  if (detector_row(analogue).law == TheoryLaw::zero_forcing && loss.link.uplink.channel.law.iid)
    ensemble = ensemble_loss(loss);
  if (ensemble) print_text(ensemble_summary(*ensemble, loss));
  const std::string csv = csv_text(loss_table(losses, ensemble ? &*ensemble : nullptr, loss, run));
  folder.write("loss.csv", csv);
  folder.publish();
  if (interrupt_code() != 0)
    fmt::print(stderr, "ohmimo: interrupted; the {} channel(s) so far are written\n", losses.size());
  fmt::print("{}\n", folder.shown("loss.csv").string());
  const bool whole = draw_picture(folder, "loss", flags.link.output, [&](const std::filesystem::path& stem) {
    plot::write_loss_plot(loss_plot(plot::Rows(csv, "loss.csv")), stem);
  });
  return end_run(folder, whole);
}

}  // namespace ohmimo
