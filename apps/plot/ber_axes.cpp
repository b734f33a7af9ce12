#include "apps/plot/ber_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

namespace ohmimo::plot {

void check_curve(const BerCurve& curve) {
  const std::size_t n = curve.snr_db.size();
  const auto fits = [n](std::size_t size, bool may_be_empty) { return size == n || (may_be_empty && size == 0); };
  const auto refuse = [&](const std::string& what) {
    throw std::invalid_argument(fmt::format("plot curve '{}': {}", curve.label, what));
  };
  if (curve.style < 0) refuse(fmt::format("style must be >= 0, got {}", curve.style));
  if (!fits(curve.ber.size(), false)) refuse(fmt::format("ber must have {} values, got {}", n, curve.ber.size()));
  if (!fits(curve.low.size(), true)) refuse(fmt::format("low must have {} values, got {}", n, curve.low.size()));
  if (curve.high.size() != curve.low.size())
    refuse(fmt::format("high must have {} values, got {}", curve.low.size(), curve.high.size()));
  if (!fits(curve.upper_limit.size(), true))
    refuse(fmt::format("upper_limit must have {} values, got {}", n, curve.upper_limit.size()));
  for (std::size_t i = 0; i < n; ++i) {
    const bool limit = !curve.upper_limit.empty() && curve.upper_limit[i];
    if (!std::isfinite(curve.snr_db[i])) refuse(fmt::format("snr_db must be finite, got {}", curve.snr_db[i]));
    if (!(curve.ber[i] >= 0.0 && curve.ber[i] <= 1.0))
      refuse(fmt::format("ber must be in [0, 1], got {}", curve.ber[i]));
    if (curve.ber[i] == 0.0 && !limit && curve.kind != BerCurve::Kind::theory)
      refuse("ber 0 must be marked as upper limit");
    if (!curve.low.empty() && !(curve.low[i] <= curve.ber[i] && curve.ber[i] <= curve.high[i] && curve.low[i] >= 0.0))
      refuse(fmt::format("bar must hold ber {}, got {} to {}", curve.ber[i], curve.low[i], curve.high[i]));
    if (limit && (curve.high.empty() || !(curve.high[i] > 0.0))) refuse("an upper limit must have high > 0");
  }
}

bool is_limit(const BerCurve& curve, std::size_t i) {
  return !curve.upper_limit.empty() && curve.upper_limit[i];
}

bool is_drawn(const BerCurve& curve, std::size_t i, double min_ber) {
  const double value = is_limit(curve, i) ? curve.high[i] : curve.ber[i];
  return value > 0.0 && value >= min_ber;
}

namespace {

// Calls use(curve, i) for every drawn point but those of closed forms, or for these where there is no other.
template <class Use>
void for_each_drawn(const BerPlot& plot, const Use& use) {
  for (const bool theory : {false, true}) {
    std::size_t n_drawn = 0;
    for (const BerCurve& curve : plot.curves)
      for (std::size_t i = 0; i < curve.ber.size(); ++i) {
        if ((curve.kind == BerCurve::Kind::theory) != theory || !is_drawn(curve, i, plot.min_ber)) continue;
        use(curve, i);
        ++n_drawn;
      }
    if (n_drawn > 0) return;
  }
  throw std::invalid_argument(
      plot.min_ber > 0.0 ? fmt::format("plot needs at least one point with ber >= {:g}, got none", plot.min_ber)
                         : std::string("plot needs at least one point with ber > 0, got none"));
}

}  // namespace

AxisRange ber_range(const BerPlot& plot) {
  AxisRange range{std::numeric_limits<double>::infinity(), 0.0};
  for_each_drawn(plot, [&](const BerCurve& curve, std::size_t i) {
    const bool limit = is_limit(curve, i), bar = !limit && !curve.low.empty();
    const double point = curve.ber[i];
    const double marker = curve.kind == BerCurve::Kind::theory ? point : point / 1.2;  // not over the axis
    const double bar_low = bar ? std::clamp(curve.low[i], 0.1 * point, marker) : marker;
    range.low = std::min(range.low, limit ? 0.5 * curve.high[i] : std::max(bar_low, plot.min_ber));
    range.high = std::max(range.high, limit || bar ? curve.high[i] : curve.ber[i]);
  });
  return log_axis(range);
}

AxisRange snr_range(const BerPlot& plot) {
  AxisRange range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  double step = std::numeric_limits<double>::infinity();
  std::map<const BerCurve*, double> last;  // point of each curve
  for_each_drawn(plot, [&](const BerCurve& curve, std::size_t i) {
    const double snr_db = curve.snr_db[i];
    range = {std::min(range.low, snr_db), std::max(range.high, snr_db)};
    const auto [before, is_first] = last.try_emplace(&curve, snr_db);
    if (!is_first && curve.kind == BerCurve::Kind::measured && std::abs(snr_db - before->second) > 1e-9)
      step = std::min(step, std::abs(snr_db - before->second));
    before->second = snr_db;
  });
  const double margin = std::min(0.5 * step, std::max(0.5, 0.03 * (range.high - range.low)));
  return {range.low - margin, range.high + margin};
}

}  // namespace ohmimo::plot
