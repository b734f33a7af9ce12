// Moments of a CDL: measured over draws, and from the sum over all rays in closed form.
#pragma once
#include <complex>
#include <cstdint>
#include <vector>

#include "channel/tr38901/cdl_table.hpp"

namespace ohmimo::verify {

// Mean of independent draws with its standard error.
struct Mean {
  double value = 0.0, error = 0.0;
};
struct ComplexMean {
  Mean re, im;
};

// What is measured on: two vertical antennas side by side, and what is horizontal at the first; isotropic.
struct CdlCase {
  double delay_spread_s = 300e-9;
  double frequency_step_hz = 200e3;
  double time_step_s = 1e-3, max_doppler_hz = 120.0, heading_deg = 50.0;
};

struct CdlMoments {
  std::vector<Mean> row_power;  // vertical
  Mean delay_spread_s, k;       // k: line of sight over all others; 0 without
  ComplexMean frequency;        // h(f) conj h(f + step)
  ComplexMean space;            // h(antenna 0) conj h(antenna 1)
  ComplexMean time;             // h(t + step) conj h(t) of a user with that heading
  Mean cross_power;             // horizontal
};

CdlMoments measured_moments(const CdlTable& table, const CdlCase& on, std::uint64_t seed, int n_draw);
CdlMoments exact_moments(const CdlTable& table, const CdlCase& on);  // errors are 0

}  // namespace ohmimo::verify
