// Columns that all tables of results share, under the same names: what system, which SNR, and where a row comes from.
#pragma once
#include <string>
#include <string_view>

#include "apps/config/run.hpp"

namespace ohmimo {

constexpr std::string_view system_columns = "channel,fixed_channel,user_spread_db,n_rx,n_user,modulation";
std::string system_cells(const Config& config);

// snr_def: the definition in which the configuration gives SNRs; the point itself in all four, dB.
constexpr std::string_view snr_columns = "snr_def,snr_rx_db,esn0_user_db,ebn0_user_db,snr_array_db";
std::string snr_cells(const Config& config, double es_n0_user_db);

// What names a run (run.hpp).
constexpr std::string_view origin_columns = "seed,config_hash,version";
std::string origin_cells(const RunId& id);

}  // namespace ohmimo
