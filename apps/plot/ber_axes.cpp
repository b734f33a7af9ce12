#include "apps/plot/ber_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
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

AxisRange ber_range(const BerPlot& plot) {
  const double infinity = std::numeric_limits<double>::infinity();
  double low = infinity, high = 0.0, low_theory = infinity;
  for (const BerCurve& curve : plot.curves)
    for (std::size_t i = 0; i < curve.ber.size(); ++i) {
      const double value = is_limit(curve, i) ? curve.high[i] : curve.ber[i];
      if (value <= 0.0) continue;
      double& lowest = curve.kind == BerCurve::Kind::theory ? low_theory : low;
      lowest = std::min(lowest, value);
      high = std::max(high, curve.high.empty() ? value : curve.high[i]);
    }
  if (low == infinity) low = std::max(low_theory, 1e-8);
  if (high == 0.0) throw std::invalid_argument("plot needs at least one point with ber > 0, got none");
  const double top = std::ceil(std::log10(high) - 1e-9);
  const double bottom = std::floor(std::log10(0.5 * low));  // 0.5: where an arrow ends
  return {std::pow(10.0, std::min(bottom, top - 1.0)), std::pow(10.0, top)};
}

AxisRange snr_range(const BerPlot& plot) {
  const double infinity = std::numeric_limits<double>::infinity();
  AxisRange range{infinity, -infinity};
  for (const BerCurve& curve : plot.curves)
    for (const double snr_db : curve.snr_db) range = {std::min(range.low, snr_db), std::max(range.high, snr_db)};
  const double margin = std::max(0.5, 0.03 * (range.high - range.low));
  return {range.low - margin, range.high + margin};
}

}  // namespace ohmimo::plot
