// Circuits that the checks of this folder are made on.
#pragma once
#include <armadillo>

#include "phy/rng.hpp"
#include "rram/circuit/network.hpp"
#include "rram/circuit/static_circuit.hpp"

namespace ohmimo::verify {

// Real form of H^H H / n_rx + ridge I of a Rayleigh channel, largest element 100 uS, split into two arrays.
rram::SignedArrays gram_arrays(RngStream& stream, int n_rx, int n_user, double ridge);

// One array of positive cells, symmetric, dominated by its diagonal: its inversion is stable.
rram::SignedArrays positive_array(RngStream& stream, arma::uword n);

// Inputs within +-0.2 V.
arma::vec random_input_V(RngStream& stream, arma::uword n);

// Gain 1e4, 1 GHz for op-amps and inverters, no clamp, equal wires.
rram::CircuitModel gigahertz_model(double wire_ohm);

}  // namespace ohmimo::verify
