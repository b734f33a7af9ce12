// Published bit error rates that our curves are drawn over (data/golden).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo {

struct GoldenPoint {
  std::string figure;  // of the publication, for example "4d"
  int n_rx = 0;
  int n_user = 0;
  std::string modulation;  // as on the command line: qpsk, 16qam, 64qam, 256qam, 1024qam
  std::string curve;       // "cycle 2", "fp32"
  double snr_rx_db = 0.0;
  double ber = 0.0;
  std::optional<std::uint64_t> bits;  // sample size behind the point, if known
};

// Points of one table compiled in from data/, in file order, for example "golden/zuo2025_fig4.csv".
std::vector<GoldenPoint> golden_points(std::string_view table);

// The same from text: CSV with the header line figure,n_rx,n_user,modulation,curve,snr_rx_db,ber,bits; lines starting
// with # are comments. Throws std::invalid_argument naming table, line, column and value.
std::vector<GoldenPoint> parse_golden(std::string_view table, std::string_view text);

}  // namespace ohmimo
