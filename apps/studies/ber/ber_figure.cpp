#include "apps/studies/ber/ber_figure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/config/golden_figure.hpp"
#include "apps/plot/ber_plot.hpp"
#include "detector/registry.hpp"

namespace ohmimo::ber {
namespace {

std::string curve_label(const CurveId& curve) {
  if (curve.cycle == 0) return curve.detector;
  return fmt::format("{}, cycle {}", curve.detector, curve.cycle);
}

plot::BerCurve measured_curve(const CurveId& curve, const std::vector<BerRow>& rows) {
  plot::BerCurve out;
  out.label = curve_label(curve);
  for (const BerRow& row : rows)
    if (row.curve.detector == curve.detector && row.curve.cycle == curve.cycle && row.count.bits > 0) {
      out.snr_db.push_back(row.snr_db);
      out.ber.push_back(row.interval.ber);
      out.low.push_back(row.interval.low);
      out.high.push_back(row.interval.high);
      out.upper_limit.push_back(row.interval.upper_limit);
    }
  return out;
}

// The closed form as a smooth line through the range of the points, in steps of at most 0.25 dB.
plot::BerCurve theory_curve(const Run& run, const CurveTheory& theory, const std::vector<double>& snr_db) {
  plot::BerCurve out;
  if (!theory.known()) return out;
  out.kind = plot::BerCurve::Kind::theory;
  const double first = snr_db.front(), last = snr_db.back();
  const int steps = std::max(1, static_cast<int>((last - first) / 0.25));
  for (int k = 0; k <= steps; ++k) {
    const double snr = first + (last - first) * k / steps;
    out.snr_db.push_back(snr);
    out.ber.push_back(*theory.ber(run.noise_var(snr)));
  }
  return out;
}

// Detectors with one closed form share one line.
std::string theory_label(const Config& config, const CurveTheory& theory) {
  if (theory.kind != "exact") return "MMSE, Gaussian interference (not exact)";
  if (config.channel.fixed) return "ZF on this channel, exact";
  return "ZF over i.i.d. Rayleigh, exact";
}

plot::BerCurve golden_curve(const Run& run, const std::string& name, const std::vector<GoldenPoint>& points) {
  plot::BerCurve out;
  out.kind = plot::BerCurve::Kind::golden;
  out.label = "published: " + name;
  bool known_sample = true;
  for (const GoldenPoint& p : points) {
    if (p.curve != name) continue;
    out.snr_db.push_back(convert_snr_db(p.snr_rx_db, SnrKind::rx_antenna, run.config.link.snr_def, run.shape));
    out.ber.push_back(p.ber);
    known_sample = known_sample && p.bits.has_value();
    if (!p.bits) continue;
    const BerInterval bar = binomial_interval(p.ber * static_cast<double>(*p.bits), static_cast<double>(*p.bits));
    out.low.push_back(bar.low);
    out.high.push_back(bar.high);
  }
  if (!known_sample) out.low = out.high = {};
  return out;
}

std::string default_title(const Config& config) {
  return fmt::format("{}x{} {}, {}", config.link.n_rx, config.link.n_user, config.link.modulation,
                     config.channel.fixed ? "one fixed channel" : config.channel.model);
}

std::string footnote(const Run& run) {
  const Config& config = run.config;
  std::string text =
      fmt::format("95 % intervals over independent channels; {} vector(s) per channel; user spread {:g} dB; ",
                  config.link.vectors_per_channel, config.channel.user_spread_db);
  if (config.channel.fixed) text = "95 % intervals over noise on one fixed channel; ";
  if (std::any_of(config.detector.names.begin(), config.detector.names.end(), is_analogue))
    text += fmt::format("rram: fidelity {}, mapping {}, {} stage(s), {}-bit words; ", config.solver.fidelity,
                        config.solver.mapping, config.solver.stages, config.solver.word_bits);
  return text + fmt::format("seed {}, config {:016x}, ohmimo {}", run.id.seed, run.id.config_hash, run.id.version);
}

}  // namespace

void write_ber_figure(const Run& run, const std::vector<BerRow>& rows, const std::filesystem::path& stem) {
  const Config& config = run.config;
  plot::BerPlot plot;
  plot.title = config.output.title.empty() ? default_title(config) : config.output.title;
  plot.x_label = fmt::format("{} [dB]", snr_kind_label(config.link.snr_def));
  plot.footnote = footnote(run);
  std::vector<std::string> theory_labels;
  std::vector<double> snr_db;
  for (const BerRow& row : rows)
    if (snr_db.empty() || snr_db.back() != row.snr_db) snr_db.push_back(row.snr_db);
  const std::vector<CurveId>& curves = run.curves;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const std::string label = theory_label(config, run.theory[k]);
    if (std::find(theory_labels.begin(), theory_labels.end(), label) != theory_labels.end()) continue;
    plot::BerCurve theory = theory_curve(run, run.theory[k], snr_db);
    if (theory.snr_db.empty()) continue;
    theory.label = label;
    theory.style = static_cast<int>(k);  // of the first curve it belongs to
    theory_labels.push_back(label);
    plot.curves.push_back(std::move(theory));
  }
  int style = 0;
  const std::vector<GoldenPoint> golden = golden_figure(config);
  for (const CurveId& curve : curves) {
    plot::BerCurve measured = measured_curve(curve, rows);
    measured.style = style;
    plot.curves.push_back(std::move(measured));
    // The published counterpart, "cycle k" or the floating-point curve, in the same style.
    plot::BerCurve published =
        golden_curve(run, curve.cycle > 0 ? fmt::format("cycle {}", curve.cycle) : "fp32", golden);
    published.style = style++;
    const bool counterpart = detector_row(curve.detector).law == TheoryLaw::zero_forcing;
    if (counterpart && !published.snr_db.empty()) plot.curves.push_back(std::move(published));
  }
  plot::write_ber_plot(plot, stem);
}

}  // namespace ohmimo::ber
