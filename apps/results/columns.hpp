// Columns that all tables of results share, under the same names: what system, which SNR, and where a row comes from.
#pragma once
#include <cstdint>
#include <string>

#include "apps/results/table.hpp"

namespace ohmimo {

struct SystemCells {
  std::string channel;  // its model
  std::string csi;      // what the receiver knows of it
  bool fixed_channel = false;
  double user_spread_db = 0.0;
  int n_rx = 0, n_user = 0;
  std::string modulation;
};
Columns<SystemCells> system_columns();

struct SnrCells {
  std::string definition;  // in which the run was asked for: rx, user, ebn0, array
  double rx_db = 0.0, es_n0_user_db = 0.0, eb_n0_user_db = 0.0, array_db = 0.0;  // the same point in all four
};
Columns<SnrCells> snr_columns();

// A run is named by the hash of its configuration and its seed.
struct OriginCells {
  std::uint64_t seed = 0, config_hash = 0;
  std::string version = OHMIMO_VERSION;
};
Columns<OriginCells> origin_columns();
Facts provenance(const OriginCells& origin);

}  // namespace ohmimo
