#include "apps/studies/ber/ber_figure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/config/golden_figure.hpp"
#include "apps/config/link_setup.hpp"
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
plot::BerCurve theory_curve(const BerConfig& config, const CurveId& curve, const std::vector<double>& snr_db) {
  plot::BerCurve out;
  out.kind = plot::BerCurve::Kind::theory;
  const double first = snr_db.front(), last = snr_db.back();
  const int steps = std::max(1, static_cast<int>((last - first) / 0.25));
  for (int k = 0; k <= steps; ++k) {
    const double snr = first + (last - first) * k / steps;
    const auto ber = theory_ber(config, curve, noise_var_from_snr_db(snr, config.snr_def, link_shape(config)));
    if (!ber) return {};
    out.snr_db.push_back(snr);
    out.ber.push_back(*ber);
  }
  return out;
}

// Detectors with one closed form share one line.
std::string theory_label(const BerConfig& config, const CurveId& curve) {
  if (theory_kind(config, curve) != "exact") return "MMSE, Gaussian interference (not exact)";
  if (config.fixed_channel) return "ZF on this channel, exact";
  return "ZF over i.i.d. Rayleigh, exact";
}

plot::BerCurve golden_curve(const BerConfig& config, const std::string& name, const std::vector<GoldenPoint>& points) {
  plot::BerCurve out;
  out.kind = plot::BerCurve::Kind::golden;
  out.label = "published: " + name;
  bool known_sample = true;
  for (const GoldenPoint& p : points) {
    if (p.curve != name) continue;
    out.snr_db.push_back(convert_snr_db(p.snr_rx_db, SnrKind::rx_antenna, config.snr_def, link_shape(config)));
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

std::string default_title(const BerConfig& config) {
  return fmt::format("{}x{} {}, {}", config.rx, config.users, config.modulation,
                     config.fixed_channel ? "one fixed channel" : config.channel);
}

std::string footnote(const BerConfig& config) {
  std::string text =
      fmt::format("95 % intervals over independent channels; {} vector(s) per channel; user spread {:g} dB; ",
                  config.vectors_per_channel, config.user_spread_db);
  if (config.fixed_channel) text = "95 % intervals over noise on one fixed channel; ";
  if (std::any_of(config.detectors.begin(), config.detectors.end(), is_analogue))
    text += fmt::format("rram: fidelity {}, mapping {}, {} stage(s), {}-bit words; ", config.fidelity, config.mapping,
                        config.stages, config.word_bits);
  return text + fmt::format("seed {}, config {:016x}, ohmimo {}", config.seed, config_hash(config), OHMIMO_VERSION);
}

}  // namespace

void write_ber_figure(const BerConfig& given, const std::vector<BerRow>& rows, const std::filesystem::path& stem) {
  const BerConfig config = with_automatic_values(given);
  plot::BerPlot plot;
  plot.title = config.title.empty() ? default_title(config) : config.title;
  plot.x_label = fmt::format("{} [dB]", snr_kind_label(config.snr_def));
  plot.footnote = footnote(config);
  std::vector<std::string> theory_labels;
  std::vector<double> snr_db;
  for (const BerRow& row : rows)
    if (snr_db.empty() || snr_db.back() != row.snr_db) snr_db.push_back(row.snr_db);
  const std::vector<CurveId> curves = curves_of(link_config(config));
  for (std::size_t k = 0; k < curves.size(); ++k) {
    const CurveId& curve = curves[k];
    const std::string label = theory_label(config, curve);
    if (std::find(theory_labels.begin(), theory_labels.end(), label) != theory_labels.end()) continue;
    plot::BerCurve theory = theory_curve(config, curve, snr_db);
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
        golden_curve(config, curve.cycle > 0 ? fmt::format("cycle {}", curve.cycle) : "fp32", golden);
    published.style = style++;
    const bool counterpart = detector_row(curve.detector).law == TheoryLaw::zero_forcing;
    if (counterpart && !published.snr_db.empty()) plot.curves.push_back(std::move(published));
  }
  plot::write_ber_plot(plot, stem);
}

}  // namespace ohmimo::ber
