// Thermal noise of all resistors of an analogue circuit at its outputs.
#pragma once
#include "rram/circuit/state_space.hpp"

namespace ohmimo::rram {

// Covariance [n][n] V^2 of the outputs v: the solution X of F X + X F^T + Q = 0, F the state matrix, with the sources
//   rows       Q_v = 2 k T w_t^2 S^-1, or on the row states 2 k T S / C^2 when c_row > 0   (S = y_uu, wires included)
//   inverters  Q_w = k T w_ti^2 / g
// One symmetric array at infinite gain: k T w_t G^-1. NaN for an unstable circuit. The amplifiers' own noise comes on
// top. Throws std::invalid_argument for an output resistance, whose noise is not modelled.
arma::mat thermal_noise(const Network& network);

}  // namespace ohmimo::rram
