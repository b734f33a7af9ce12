#include "apps/results/columns.hpp"

#include <fmt/format.h>

#include "apps/config/link_setup.hpp"

namespace ohmimo {

std::string system_cells(const Config& config) {
  return fmt::format("{},{},{:.10g},{},{},{}", config.channel.model, config.channel.fixed ? 1 : 0,
                     config.channel.user_spread_db, config.link.n_rx, config.link.n_user, config.link.modulation);
}

std::string snr_cells(const Config& config, double es_n0_user_db) {
  const auto snr = [&](SnrKind kind) {
    return convert_snr_db(es_n0_user_db, SnrKind::es_n0_user, kind, link_shape(config));
  };
  return fmt::format("{},{:.10g},{:.10g},{:.10g},{:.10g}", snr_kind_name(config.link.snr_def), snr(SnrKind::rx_antenna),
                     es_n0_user_db, snr(SnrKind::eb_n0_user), snr(SnrKind::array));
}

std::string origin_cells(const RunId& id) {
  return fmt::format("{},{:016x},{}", id.seed, id.config_hash, id.version);
}

}  // namespace ohmimo
