#include "apps/config/symbol_limits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "channel/slot_uplink.hpp"

namespace ohmimo {

SymbolLimits symbol_limits(const UplinkConfig& uplink) {
  const SlotGrid& grid = uplink.slot->grid;
  PathSet paths;
  path_model(uplink)->draw({1, 0, 0}, grid.symbol_times_s(), paths);
  SymbolLimits limits{.prefix_s = std::numeric_limits<double>::infinity()};
  for (int symbol = 0; symbol < grid.n_symbol; ++symbol)
    limits.prefix_s = std::min(limits.prefix_s, grid.prefix_s(symbol));
  for (std::size_t user = 0; user < paths.n_user; ++user) {
    double all = 0.0, beyond = 0.0;
    for (std::size_t p = 0; p < paths.n_path; ++p) {
      const double power = paths.power[paths.row(user, p)], delay_s = paths.delay_s[paths.row(user, p)];
      all += power;
      if (power <= 0.0) continue;
      limits.longest_s = std::max(limits.longest_s, delay_s);
      if (delay_s > limits.prefix_s) beyond += power;
    }
    const double turn = std::numbers::pi * paths.doppler_hz[user] * grid.useful_s();
    if (all > 0.0) limits.beyond_prefix = std::max(limits.beyond_prefix, beyond / all);
    limits.between_carriers = std::max(limits.between_carriers, std::min(1.0, turn * turn / 6.0));
  }
  if (paths.sampled_hz > 0.0) limits.longest_s = limits.beyond_prefix = 0.0;  // of these, delays are but a description
  return limits;
}

}  // namespace ohmimo
