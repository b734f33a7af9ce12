// How the antennas and the users of a recorded channel hang together. Matrices, not paths.
#pragma once
#include <vector>

#include "channel/recorded.hpp"

namespace ohmimo::channel_study {

// |E h_0 conj(h_k)| / sqrt(E|h_0|^2 E|h_k|^2) for k = 0 .. n_rx - 1, expectation over the
// matrices of a user, averaged over users.
std::vector<double> spatial_correlation(const ChannelRecord& record);

// Bartlett's beam scan E |a(theta)^H h|^2 / n_rx^2 of one user over the mean power of an antenna,
// a_i = exp(j 2 pi spacing i sin theta): of a uniform linear array in the order of the file.
std::vector<double> beam_scan(const ChannelRecord& record, std::size_t user, const std::vector<double>& theta_deg,
                              double spacing = 0.5);

struct GramSpread {
  std::vector<double> condition;                // of H^H H: largest over smallest eigenvalue, infinite for users > rx
  std::vector<std::vector<double>> eigenvalue;  // [from the largest][matrix], over the mean of its matrix
};

// Of at most so many matrices, evenly spaced.
GramSpread gram_spread(const ChannelRecord& record, std::size_t most_matrices = 2000);

std::vector<double> user_powers(const ChannelRecord& record);  // E|h|^2 of each, also of paths

}  // namespace ohmimo::channel_study
