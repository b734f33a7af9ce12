#include "apps/config/pilot_spacing.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "channel/slot_uplink.hpp"
#include "phy/estimation/time_filter.hpp"

namespace ohmimo {
namespace {

double farthest_s(const PilotGrid& pilots) {
  const PilotTimes times(pilots);
  double farthest = 0.0;
  for (int symbol = 0; symbol < pilots.grid().n_symbol; ++symbol) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t q = 0; q < times.n_position(); ++q)
      for (const double time_s : times.of_position(q))
        nearest = std::min(nearest, std::abs(time_s - times.of_symbols()[static_cast<std::size_t>(symbol)]));
    farthest = std::max(farthest, nearest);
  }
  return farthest;
}

double frequency_correlation(const PathSet& paths, std::size_t user, double spacing_hz) {
  std::complex<double> sum = 0.0;
  double power = 0.0;
  for (std::size_t p = 0; p < paths.n_path; ++p) {
    const double of_path = paths.power[paths.row(user, p)];
    sum += std::polar(of_path, -2 * std::numbers::pi * spacing_hz * paths.delay_s[paths.row(user, p)]);
    power += of_path;
  }
  return power > 0 ? std::abs(sum) / power : 1.0;
}

}  // namespace

PilotSpacing pilot_spacing(const UplinkConfig& uplink, const PilotGrid& pilots) {
  PathSet paths;
  path_model(uplink)->draw({1, 0, 0}, pilots.grid().symbol_times_s(), paths);
  PilotSpacing spacing;
  spacing.spacing_hz = pilots.period() * pilots.grid().scs_khz * 1e3;
  spacing.farthest_s = farthest_s(pilots);
  for (std::size_t user = 0; user < paths.n_user; ++user) {
    spacing.frequency_correlation =
        std::min(spacing.frequency_correlation, frequency_correlation(paths, user, spacing.spacing_hz));
    spacing.time_correlation =
        std::min(spacing.time_correlation, jakes_correlation(paths.doppler_hz[user], spacing.farthest_s));
  }
  return spacing;
}

}  // namespace ohmimo
