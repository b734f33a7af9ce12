// [link]: antennas, users, symbols and SNR points.
#pragma once
#include <string>
#include <vector>

#include "phy/units.hpp"

namespace ohmimo {

// SNR points in dB: START:STEP:STOP (both ends included), one value, or an ascending list separated by commas.
struct SnrGrid {
  double start_db = 0.0, step_db = 0.0, stop_db = 0.0;
  std::vector<double> list_db;  // if not empty, these are the points and the range is unused

  std::vector<double> points() const;  // for a grid that passed check()
  bool operator==(const SnrGrid&) const = default;
};
SnrGrid snr_grid_from_text(const std::string& text);
std::string snr_grid_text(const SnrGrid& grid);

struct LinkSection {
  int n_rx = 128;
  int n_user = 8;  // one antenna each
  std::string modulation = "64qam";
  int vectors_per_channel = 1;
  SnrGrid snr{0.0, 2.0, 14.0, {}};
  SnrKind snr_def = SnrKind::rx_antenna;

  bool operator==(const LinkSection&) const = default;
};

}  // namespace ohmimo
