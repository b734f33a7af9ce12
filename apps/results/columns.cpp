#include "apps/results/columns.hpp"

#include <fmt/format.h>

#include "apps/config/link_setup.hpp"

namespace ohmimo {

std::string system_cells(const BerConfig& config) {
  return fmt::format("{},{},{:.10g},{},{},{}", config.channel, config.fixed_channel ? 1 : 0, config.user_spread_db,
                     config.rx, config.users, config.modulation);
}

std::string snr_cells(const BerConfig& config, double es_n0_user_db) {
  const auto snr = [&](SnrKind kind) {
    return convert_snr_db(es_n0_user_db, SnrKind::es_n0_user, kind, link_shape(config));
  };
  return fmt::format("{},{:.10g},{:.10g},{:.10g},{:.10g}", snr_kind_name(config.snr_def), snr(SnrKind::rx_antenna),
                     es_n0_user_db, snr(SnrKind::eb_n0_user), snr(SnrKind::array));
}

std::string origin_cells(const BerConfig& config) {
  return fmt::format("{},{:016x},{}", config.seed, config_hash(config), OHMIMO_VERSION);
}

}  // namespace ohmimo
