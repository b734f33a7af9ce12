// Bit error rate of Gray-labelled square M-QAM in Gaussian noise, exact: K. Cho, D. Yoon, "On the general BER
// expression of one- and two-dimensional amplitude modulations", IEEE Trans. Commun. 50(7), 2002. Every closed form of
// theory.hpp is an average of this one over the law of the post-detection SNR.
#pragma once
#include <span>
#include <vector>

namespace ohmimo {

// One term weight * erfc(sqrt(scale * g)) of the BER at symbol SNR g = Es/N0.
struct ErfcTerm {
  double weight;
  double scale;  // (2i+1)^2 * 3 / (2 (M-1))
};

// The terms of bits_per_symbol = 2, 4, 6, 8 or 10, by rising scale; throws std::invalid_argument on any other.
std::vector<ErfcTerm> qam_ber_terms(int bits_per_symbol);

// es_n0 is linear and >= 0 (infinity gives 0); throws std::invalid_argument otherwise.
double ber_qam_awgn(int bits_per_symbol, double es_n0);

// BER given the post-detection SNRs of the streams (linear, Es = 1): the mean over sinr, which must not be empty.
double ber_given_sinr(int bits_per_symbol, std::span<const double> sinr);

}  // namespace ohmimo
