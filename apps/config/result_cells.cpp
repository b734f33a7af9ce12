#include "apps/config/result_cells.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/config/channel_law.hpp"
#include "apps/config/link_setup.hpp"
#include "detector/registry.hpp"

namespace ohmimo {

SystemCells system_cells(const Config& config) {
  return {channel_without_file(config).label(),
          config.csi.model,
          config.channel.fixed,
          config.channel.user_spread_db,
          config.link.n_rx,
          config.link.n_user,
          config.link.modulation};
}

SnrCells snr_cells(const Config& config, double es_n0_user_db, double user_gain_db) {
  const auto snr = [&](SnrKind kind, double of_db) {
    return convert_snr_db(of_db, SnrKind::es_n0_user, kind, link_shape(config));
  };
  const double own_db = es_n0_user_db + user_gain_db;
  return {std::string(snr_kind_name(config.link.snr_def)), snr(SnrKind::rx_antenna, es_n0_user_db), own_db,
          snr(SnrKind::eb_n0_user, own_db), snr(SnrKind::array, own_db)};
}

OriginCells origin_cells(const RunId& id) {
  return {id.seed, id.config_hash, std::string(id.version)};
}

std::string solver_detail(const Config& config) {
  if (std::ranges::none_of(config.detector.names, is_analogue)) return "";
  return fmt::format("rram: fidelity {}, {}, converters of {}/{} bits, mapping {}, {} stage(s), {}-bit words; ",
                     config.solver.fidelity, config.hardware.device, config.hardware.dac_bits, config.hardware.adc_bits,
                     config.solver.mapping, config.solver.stages, config.solver.word_bits);
}

}  // namespace ohmimo
