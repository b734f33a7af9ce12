// Closed forms of the uncoded BER over i.i.d. Rayleigh channels with perfect channel knowledge, which every simulated
// curve is held against. Model of phy/units.hpp: y = H x + w, H n_rx x n_user. es_n0 is linear Es/N0 at one antenna of
// a user of gain 1; user_gain holds one relative mean power gain per user (all 1 without near-far spread), so user u
// has gain_u * es_n0, and its size is n_user. Results are averaged over users. Exact down to the smallest double. All
// throw std::invalid_argument on a shape or value outside these ranges.
#pragma once
#include <functional>
#include <vector>

#include "apps/theory/qam_ber.hpp"

namespace ohmimo {

// Zero forcing, n_user <= n_rx. Post-detection SNR of a user = its Es/N0 times Gamma(L, 1), L = n_rx - n_user + 1
// (Li, Paul, Narasimhan, Cioffi, IEEE Trans. Inf. Theory 52(1), 2006, doi 10.1109/TIT.2005.860466).
double ber_zf_rayleigh(int bits_per_symbol, const std::vector<double>& user_gain, int n_rx, double es_n0);

// Maximum ratio combining of each user without the others, L = n_rx: the single-input multiple-output bound. A
// simulated BER below it is a bug.
double ber_mrc_rayleigh(int bits_per_symbol, const std::vector<double>& user_gain, int n_rx, double es_n0);

// Unbiased MMSE for users of equal gain, n_user <= n_rx. The law of the SINR is exact (Gao, Smith, Clark, IEEE Trans.
// Commun. 46(5), 1998); the residual interference is taken as Gaussian, so this is not exact: close to full load it
// comes out 2 to 3 % high (12x9, 8x7, 32x28, 32x31, 64x60 with QPSK at 20 dB). With as many users as antennas the BER
// seen over it is 0.90 to 1.03 (2x2 to 32x32, QPSK to 256-QAM, BER 0.2 to 2e-5; lowest for QPSK and many users).
double ber_mmse_rayleigh(int bits_per_symbol, int n_user, int n_rx, double es_n0);

// Smallest Es/N0 in dB at which ber(es_n0 linear), falling in es_n0, reaches target, to 1e-9 dB within [-60, 140] dB.
// Throws std::invalid_argument if the target is not in (0, 0.5) or not reached there.
double required_es_n0_db(const std::function<double(double)>& ber, double target);

}  // namespace ohmimo
