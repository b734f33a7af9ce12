// Correlation between the antennas of the base station, as TDL models have it: R = E[h h^H] of one user with unit
// powers.
#pragma once
#include <armadillo>
#include <cstddef>

#include "channel/scene.hpp"

namespace ohmimo {

struct AntennaCorrelation {
  enum class Kind {
    none,         // R = I: low
    gaussian,     // R_ij = factor^(((i-j)/(n-1))^2): medium and high of TS 38.104 G.2.3, uplink
    exponential,  // R_ij = factor^|i-j|: exp:R
  };
  Kind kind = Kind::none;
  double factor = 0.0;
};

// Scene::correlation as a rule. medium and high differ at the terminal only, hence not at all for users of one antenna.
// Throws std::invalid_argument for a word that is none, exp:R outside 0 <= R < 1, and for all but low where the array
// is no line of antennas: TS 38.104 gives the uplink of cross-polarised arrays low correlation only, planar ones none.
AntennaCorrelation antenna_correlation(const Scene& scene);

// R of n antennas in a line.
arma::mat correlation_matrix(const AntennaCorrelation& correlation, std::size_t n_rx);

// The specifications make their four-digit tables positive definite by (R + a I) / (1 + a), a = 1e-4. So do we wherever
// the smallest eigenvalue of R lies below a: medium and high from 4 antennas on. Returns whether it was.
inline constexpr double correlation_repair = 1e-4;
bool repair_correlation(arma::mat& r);

// Lower triangular L with L L^T = R of n antennas, repaired: h = L g has the correlation R for g ~ CN(0, I).
arma::mat correlation_root(const AntennaCorrelation& correlation, std::size_t n_rx);

}  // namespace ohmimo
