#include "apps/studies/loss/loss_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "apps/config/result_cells.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::loss {
namespace {

template <class Member>
std::vector<double> column(const std::vector<ChannelLoss>& losses, Member member) {
  std::vector<double> values;
  for (const ChannelLoss& loss : losses) values.push_back(static_cast<double>(loss.*member));
  return values;
}

std::string cycles_text(double cycles, int max_cycles) {
  return cycles > max_cycles ? fmt::format("more than {}", max_cycles) : fmt::format("{:.0f}", cycles);
}

}  // namespace

std::string loss_summary(const std::vector<ChannelLoss>& losses, const LossConfig& rule) {
  const std::vector<double> cycles = column(losses, &ChannelLoss::cycles);
  const std::vector<double> rho = column(losses, &ChannelLoss::spectral_radius);
  const std::vector<double> condition = column(losses, &ChannelLoss::condition);
  std::string text = fmt::format(
      "{} channels: condition number median {:.2f}, worst decile {:.2f}; spectral radius median {:.3f}, worst decile "
      "{:.3f}, above 1 in {}\n",
      losses.size(), nearest_quantile(condition, 0.5), nearest_quantile(condition, 0.9), nearest_quantile(rho, 0.5),
      nearest_quantile(rho, 0.9), std::count_if(rho.begin(), rho.end(), [](double r) { return r >= 1.0; }));
  text +=
      fmt::format("cycles for a loss below {:g} dB at BER {:g}: median channel {}, worst decile {}, worst channel {}\n",
                  rule.loss_db, rule.target_ber, cycles_text(nearest_quantile(cycles, 0.5), rule.max_cycles),
                  cycles_text(nearest_quantile(cycles, 0.9), rule.max_cycles),
                  cycles_text(nearest_quantile(cycles, 1.0), rule.max_cycles));
  for (int c = 1; c <= rule.max_cycles; ++c)
    text += fmt::format(
        "  after cycle {:>2}: {:5.1f} % of channels\n", c,
        100.0 * static_cast<double>(std::count_if(cycles.begin(), cycles.end(), [c](double n) { return n <= c; })) /
            static_cast<double>(cycles.size()));
  return text;
}

std::string ensemble_summary(const EnsembleLoss& ensemble, const LossConfig& rule) {
  std::string text =
      fmt::format("ensemble average: {} cycle(s); BER at {:g} dB above the floating-point point, per cycle:\n ",
                  cycles_text(ensemble.cycles, rule.max_cycles), rule.loss_db);
  for (std::size_t c = 0; c < ensemble.ber.size(); ++c)
    text += fmt::format(" {:.3e}(+-{:.0e})", ensemble.ber[c], ensemble.ber_err[c]);
  return text + "\n";
}

Columns<LossLine> loss_columns(int max_cycles) {
  Columns<LossLine> columns;
  columns.add({.name = "channel_number"}, [](const LossLine& line) { return line.number; });
  columns.add({.name = "condition", .format = ".6g", .help = "condition number of the matrix solved"},
              [](const LossLine& line) { return line.loss.condition; });
  columns.add(
      {.name = "spectral_radius", .format = ".6g", .help = "of the refinement with the devices of this channel"},
      [](const LossLine& line) { return line.loss.spectral_radius; });
  columns.add({.name = "cycles_needed", .help = "from which on the target is met; missing if none of those tried"},
              [](const LossLine& line) {
                return line.loss.cycles > line.rule.max_cycles ? std::nullopt : std::optional(line.loss.cycles);
              });
  for (int c = 1; c <= max_cycles; ++c)
    columns.add({.name = fmt::format("ber_cycle_{}", c), .format = ".6e", .help = "loss_db above the SNR of this row"},
                [c](const LossLine& line) { return line.loss.ber[static_cast<std::size_t>(c - 1)]; });
  for (int c = 1; c <= max_cycles; ++c)
    columns.add({.name = fmt::format("ensemble_ber_cycle_{}", c),
                 .format = ".6e",
                 .help = "averaged over channels, loss_db above the SNR of their average; the same in every row"},
                [c](const LossLine& line) {
                  return line.ensemble ? std::optional(line.ensemble->ber[static_cast<std::size_t>(c - 1)])
                                       : std::nullopt;
                });
  columns.add({.name = "target_ber", .format = "g"}, [](const LossLine& line) { return line.rule.target_ber; });
  columns.add({.name = "loss_db", .unit = "dB", .format = "g"}, [](const LossLine& line) { return line.rule.loss_db; });
  columns.add({.name = "detector"}, [](const LossLine& line) { return line.rule.analogue; });
  columns.add({.name = "fidelity", .help = "of the simulated hardware"},
              [](const LossLine& line) { return line.run.config.solver.fidelity; });
  columns.add(system_columns(), [](const LossLine& line) { return system_cells(line.run.config); });
  columns.add(snr_columns(), [](const LossLine& line) { return snr_cells(line.run.config, line.loss.es_n0_db); });
  columns.add(origin_columns(), [](const LossLine& line) { return origin_cells(line.run.id); });
  return columns;
}

Table loss_table(const std::vector<ChannelLoss>& losses, const EnsembleLoss* ensemble, const LossConfig& rule,
                 const Run& run) {
  std::vector<LossLine> lines;
  for (const ChannelLoss& loss : losses) lines.push_back({lines.size(), loss, ensemble, rule, run});
  return loss_columns(rule.max_cycles).table(lines);
}

}  // namespace ohmimo::loss
