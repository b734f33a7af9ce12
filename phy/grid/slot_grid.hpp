// The resource grid of one NR slot: subcarriers and OFDM symbols (TS 38.211, 4.2 to 4.4).
#pragma once
#include <vector>

namespace ohmimo {

// Normal cyclic prefix.
struct SlotGrid {
  int scs_khz = 30;   // subcarrier spacing: 15, 30, 60 or 120
  int n_prb = 4;      // physical resource blocks, 12 subcarriers each
  int n_symbol = 14;  // OFDM symbols from the start of the slot

  int n_subcarrier() const { return 12 * n_prb; }
  // Of subcarrier k above the carrier; the carrier lies at subcarrier n_subcarrier / 2.
  double frequency_hz(int subcarrier) const { return (subcarrier - n_subcarrier() / 2) * scs_khz * 1e3; }
  // Length of the cyclic prefix of a symbol: 144/2048 of the symbol, 16/30.72 us more at every half millisecond.
  double prefix_s(int symbol) const;
  double useful_s() const { return 1e-3 / scs_khz; }
  // Middle of the useful part of each symbol after the start of the slot.
  std::vector<double> symbol_times_s() const;

  bool operator==(const SlotGrid&) const = default;
};

// Throws std::invalid_argument naming field, rule and value.
void check_slot_grid(const SlotGrid& grid);

}  // namespace ohmimo
