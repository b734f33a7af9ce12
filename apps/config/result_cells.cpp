#include "apps/config/result_cells.hpp"

#include "apps/config/link_setup.hpp"

namespace ohmimo {

SystemCells system_cells(const BerConfig& config) {
  return {config.channel, config.fixed_channel, config.user_spread_db, config.rx, config.users, config.modulation};
}

SnrCells snr_cells(const BerConfig& config, double es_n0_user_db) {
  const auto snr = [&](SnrKind kind) {
    return convert_snr_db(es_n0_user_db, SnrKind::es_n0_user, kind, link_shape(config));
  };
  return {std::string(snr_kind_name(config.snr_def)), snr(SnrKind::rx_antenna), es_n0_user_db, snr(SnrKind::eb_n0_user),
          snr(SnrKind::array)};
}

OriginCells origin_cells(const BerConfig& config) {
  return {.seed = config.seed, .config_hash = config_hash(config)};
}

}  // namespace ohmimo
