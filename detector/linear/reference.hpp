// The obvious detector: double precision, Armadillo, one channel at a time, written to be checked by
// eye.
#pragma once
#include <armadillo>
#include <memory>

#include "detector/detector.hpp"
#include "detector/linear/linear.hpp"

namespace ohmimo {

struct ReferenceSolution {
  arma::cx_mat x;  // (G + ridge I)^-1 H^H Y with G = H^H H
  arma::vec d;     // diagonal of (G + ridge I)^-1
  arma::vec gain;  // diagonal of (G + ridge I)^-1 G: 1 - ridge d without its cancellation, 0 for a user nobody hears
};
// false if G + ridge I, or H H^H + ridge I with more users than antennas, is singular to working precision.
bool reference_solve(const arma::cx_mat& h, const arma::cx_mat& y, double ridge, ReferenceSolution& out);

// The estimates of one channel; out has its size already.
void reference_detect(const MatrixBatch& h, const MatrixBatch& y, std::size_t channel, const LinearTask& task,
                      Estimate& out);

std::unique_ptr<Detector> make_reference(LinearKind kind);

}  // namespace ohmimo
