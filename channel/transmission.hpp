// y = H x + w for a batch: what all frames have in common, whatever makes H.
#pragma once
#include "phy/frame.hpp"
#include "phy/modulation/constellation.hpp"

namespace ohmimo {

struct SymbolShape {
  std::size_t n_channel, n_user, n_vector;
};

// Random symbols of all users: labels and points of truth are resized.
void draw_symbols(RngStream& stream, const Constellation& constellation, const SymbolShape& shape, FrameTruth& truth);

// y = w ~ CN(0, noise_var); y has its shape already.
void draw_noise(RngStream& stream, double noise_var, MatrixBatch& y);

// y += H x with the true H.
void transmit(UplinkFrame& frame, const FrameTruth& truth);

// h_hat = h + e, e ~ CN(0, error_var) i.i.d.; h_hat is resized.
void add_error(RngStream& stream, double error_var, const MatrixBatch& h, MatrixBatch& h_hat);

}  // namespace ohmimo
