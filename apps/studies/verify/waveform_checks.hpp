// OFDM in the time domain against y = H(f) x: rows of `ohmimo verify channel`.
#pragma once
#include <complex>
#include <cstdint>
#include <vector>

#include "apps/studies/verify/check_group.hpp"
#include "phy/grid/slot_grid.hpp"

namespace ohmimo::verify {

// A path of a whole number of samples.
struct SampleTap {
  std::size_t delay = 0;
  std::complex<double> gain;
};

// Symbols of unit power through taps as a filter over time, and what of them is not H(f) x.
struct WaveformLoss {
  double power = 0.0;           // mean |y - H(f) x|^2 over subcarriers and symbols but the first
  double standard_error = 0.0;  // over slots
  double closed_form = 0.0;     // expected power of what taps beyond the prefix lose and bring from the symbol before
};
WaveformLoss waveform_loss(const SlotGrid& grid, const std::vector<SampleTap>& taps, int n_slot, std::uint64_t seed);

// Inside the prefix the shortcut is exact to rounding; outside it loses what the closed form says.
std::vector<Check> waveform_checks(const VerifyOptions& options);

}  // namespace ohmimo::verify
