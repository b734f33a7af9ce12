// The points of a table of BER, as ber.csv or ber_users.csv has them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "apps/plot/rows.hpp"
#include "apps/studies/diff/rate_test.hpp"

namespace ohmimo::diff {

struct BerPoint {
  std::string user;  // of ber_users.csv; "" = all users together
  std::string detector;
  double cycle = 0.0;
  double snr_db = 0.0;
  std::size_t place = 0;  // of the SNR in its run, from 0: part of the name of its random streams
  double frames = 0.0;
  Rate rate;
  std::string seed, config_hash;
};

// Refuses what is no table of BER; for plot::read_rows().
void check_ber_columns(const plot::Rows& rows);

// In the order of the file, without points that counted no bits. snr_column: that of the SNR, "snr_rx_db". Throws
// std::invalid_argument naming file, line, column and rule for numbers that no run counts, and for a point that stands
// twice.
std::vector<BerPoint> ber_points(const plot::Rows& rows, const std::string& snr_column);

// The column of the definition in which the run was asked for.
std::string snr_column_of(const plot::Rows& rows);

// What names a point in its run: user, detector, cycle and SNR, as text.
std::string name_of(const BerPoint& point);

}  // namespace ohmimo::diff
