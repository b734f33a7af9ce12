// The noise variance of an antenna, and the power of users, from pilots alone.
#pragma once
#include <vector>

#include "phy/estimation/comb_samples.hpp"

namespace ohmimo {

// Order of the differences that noise is estimated from; 0 if the codes repeat too rarely over the band.
int noise_difference_order(const PilotGrid& pilots);

// N0 from differences of samples one period apart, which have the same codes: of order m = 8, or what the band holds.
// E|d|^2 = C(2m, m) variance of a sample, so it is unbiased for channels that are a polynomial of order m - 1 over
// frequency. A path at delay tau leaves |2 sin(pi period scs tau)|^(2m) / C(2m, m) of its power: 2e-7 of it at 1 us
// with DM-RS type 1 at 30 kHz. Throws std::invalid_argument if the codes do not repeat over the band.
double estimate_noise_var(const PilotGrid& pilots, const CombSamples& samples);

// Mean power of the channel of each user over antennas and pilots: that of its least-squares estimates less their
// noise, at least a thousandth of the latter.
void estimate_user_powers(const PilotGrid& pilots, const CombSamples& samples, double noise_var,
                          std::vector<double>& powers);

}  // namespace ohmimo
