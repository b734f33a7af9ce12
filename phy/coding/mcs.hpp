// Modulation and coding schemes of PUSCH (TS 38.214, 5.1.3.1 and 6.1.4.1).
#pragma once
#include <string_view>

namespace ohmimo::coding {

struct Mcs {
  int bits_per_symbol = 0;
  int rate_x2048 = 0;  // two rates are halves of 1/1024

  double code_rate() const { return rate_x2048 / 2048.0; }
};

// table: 1 (up to 64-QAM), 2 (up to 256-QAM), 3 (low spectral efficiency), tp1 or tp2 (with transform precoding, where
// one bit per symbol is pi/2-BPSK). Throws std::invalid_argument for another table, or an index that it has not.
Mcs mcs(std::string_view table, int index);

// Entries of the table, 27 to 29: their indices are 0, 1, ...
int mcs_count(std::string_view table);

}  // namespace ohmimo::coding
