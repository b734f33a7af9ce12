#include "apps/studies/loss/loss_figure.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "apps/theory/quantiles.hpp"

namespace ohmimo::loss {
namespace {

using plot::LogCurve;
using plot::Rows;

int cycles_in(const Rows& rows) {
  int n_cycle = 0;
  while (n_cycle < 1000 && rows.has(fmt::format("ber_cycle_{}", n_cycle + 1))) ++n_cycle;
  return n_cycle;
}

// Estimated from a difference, it may come out a little below 0.
double bit_error_rate(const Rows& rows, std::size_t row, const std::string& column) {
  const double ber = rows.number(row, column);
  if (!(std::abs(ber) <= 1.0)) rows.refuse(row, column, "must be at most 1");
  return ber;
}

void add_quantiles(const Rows& rows, int n_cycle, std::vector<LogCurve>& curves) {
  struct Quantile {
    const char* label;
    double share;
  };
  constexpr Quantile quantiles[] = {{"worst channel", 1.0}, {"worst decile of channels", 0.9}, {"median channel", 0.5}};
  for (const Quantile& quantile : quantiles) curves.push_back({quantile.label, {}, {}});
  for (int c = 1; c <= n_cycle; ++c) {
    std::vector<double> ber;
    const std::string column = fmt::format("ber_cycle_{}", c);
    for (std::size_t row = 0; row < rows.size(); ++row) ber.push_back(bit_error_rate(rows, row, column));
    for (std::size_t q = 0; q < curves.size(); ++q) {
      curves[q].x.push_back(c);
      curves[q].y.push_back(nearest_quantile(ber, quantiles[q].share));
    }
  }
}

void add_ensemble(const Rows& rows, int n_cycle, std::vector<LogCurve>& curves) {
  LogCurve curve{"average over all channels", {}, {}};
  for (int c = 1; c <= n_cycle; ++c) {
    const std::string column = fmt::format("ensemble_ber_cycle_{}", c);
    const std::optional<double> ber = rows.has(column) ? rows.optional_number(0, column) : std::nullopt;
    if (!ber) continue;
    curve.x.push_back(c);
    curve.y.push_back(bit_error_rate(rows, 0, column));
  }
  if (!curve.x.empty()) curves.push_back(curve);
}

// After each cycle, in percent; a channel that no cycle serves has no number of cycles.
std::vector<double> shares(const Rows& rows, int n_cycle) {
  std::vector<double> percent(static_cast<std::size_t>(n_cycle), 0.0);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::optional<double> needed = rows.optional_number(row, "cycles_needed");
    if (needed && !(*needed >= 1.0 && *needed <= n_cycle))
      rows.refuse(row, "cycles_needed", fmt::format("must be from 1 to {}", n_cycle));
    for (int c = 1; c <= n_cycle; ++c)
      if (needed && *needed <= c) percent[static_cast<std::size_t>(c - 1)] += 1.0;
  }
  for (double& value : percent) value *= 100.0 / static_cast<double>(rows.size());
  return percent;
}

}  // namespace

plot::LossPlot loss_plot(const Rows& rows, const std::string& title) {
  if (rows.size() == 0) throw std::invalid_argument(fmt::format("{}: must hold rows, got none", rows.name()));
  const auto text = [&](std::string_view column) { return rows.text(0, column); };
  const int n_cycle = cycles_in(rows);
  plot::LossPlot plot;
  plot.texts = {fmt::format("Refinement cycles: {}x{} {}, {}, {}", text("n_rx"), text("n_user"), text("modulation"),
                            text("channel"), text("detector")),
                "refinement cycle", "bit error rate",
                fmt::format("Each of {} channels at the SNR {} dB above the one at which floating point has the target "
                            "BER on it; served: BER not above the target from this cycle on. Average: all channels at "
                            "one SNR, {} dB above that of floating point. fidelity {}, seed {}, config {}, ohmimo {}",
                            rows.size(), text("loss_db"), text("loss_db"), text("fidelity"), text("seed"),
                            text("config_hash"), text("version"))};
  if (!title.empty()) plot.texts.title = title;
  plot.target = rows.number(0, "target_ber");
  if (!(plot.target > 0.0 && plot.target <= 1.0)) rows.refuse(0, "target_ber", "must be > 0 and at most 1");
  add_quantiles(rows, n_cycle, plot.curves);
  add_ensemble(rows, n_cycle, plot.curves);
  plot.share_percent = shares(rows, n_cycle);
  return plot;
}

}  // namespace ohmimo::loss
