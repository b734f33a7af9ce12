// How good a code of finite length can be over additive white Gaussian noise with one bit a real symbol: the normal
// approximation of Polyanskiy, Poor and Verdu (IEEE Trans. Inf. Theory 56(5), 2010, doi 10.1109/TIT.2010.2043769).
#pragma once

namespace ohmimo {

// Mean and variance, in bits, of the information that a coded bit carries at an Es/N0 of a real symbol.
struct ChannelInformation {
  double capacity = 0.0, dispersion = 0.0;
};
ChannelInformation binary_awgn(double es_n0);

// Block error rate of the best code of n_coded bits for n_info bits of information, about.
double normal_approximation(int n_info, int n_coded, double es_n0);

// Eb/N0 in dB at which that is the target, inside (0, 1).
double normal_approximation_eb_n0_db(int n_info, int n_coded, double target);

}  // namespace ohmimo
