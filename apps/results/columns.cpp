#include "apps/results/columns.hpp"

#include <fmt/format.h>

namespace ohmimo {

Columns<SystemCells> system_columns() {
  Columns<SystemCells> columns;
  columns.add({.name = "channel", .help = "channel model"}, [](const SystemCells& row) { return row.channel; });
  columns.add({.name = "csi", .help = "what the receiver knows of the channel"},
              [](const SystemCells& row) { return row.csi; });
  columns.add({.name = "fixed_channel", .help = "one channel for the whole run"},
              [](const SystemCells& row) { return row.fixed_channel; });
  columns.add({.name = "user_spread_db",
               .unit = "dB",
               .format = ".10g",
               .help = "mean gain of the strongest over the weakest user"},
              [](const SystemCells& row) { return row.user_spread_db; });
  columns.add({.name = "n_rx", .help = "receive antennas"}, [](const SystemCells& row) { return row.n_rx; });
  columns.add({.name = "n_user", .help = "users, one antenna each"}, [](const SystemCells& row) { return row.n_user; });
  columns.add({.name = "modulation"}, [](const SystemCells& row) { return row.modulation; });
  return columns;
}

Columns<SnrCells> snr_columns() {
  Columns<SnrCells> columns;
  columns.add({.name = "snr_def", .help = "definition in which the SNR was given"},
              [](const SnrCells& row) { return row.definition; });
  const auto add = [&columns](const char* name, const char* help, double SnrCells::*value) {
    columns.add({.name = name, .unit = "dB", .format = ".10g", .help = help},
                [value](const SnrCells& row) { return row.*value; });
  };
  add("snr_rx_db", "signal of all users over noise at one antenna", &SnrCells::rx_db);
  add("esn0_user_db", "Es/N0 of one user at one antenna", &SnrCells::es_n0_user_db);
  add("ebn0_user_db", "the same per bit", &SnrCells::eb_n0_user_db);
  add("snr_array_db", "Es/N0 of one user over all antennas", &SnrCells::array_db);
  return columns;
}

Columns<OriginCells> origin_columns() {
  Columns<OriginCells> columns;
  columns.add({.name = "seed"}, [](const OriginCells& row) { return row.seed; });
  columns.add({.name = "config_hash", .help = "of all that changes results"},
              [](const OriginCells& row) { return fmt::format("{:016x}", row.config_hash); });
  columns.add({.name = "version", .help = "of ohmimo"}, [](const OriginCells& row) { return row.version; });
  return columns;
}

Facts provenance(const OriginCells& origin) {
  return {
      {"seed", origin.seed}, {"config_hash", fmt::format("{:016x}", origin.config_hash)}, {"version", origin.version}};
}

}  // namespace ohmimo
