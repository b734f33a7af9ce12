// The obvious detector: double precision, Armadillo, one channel and one vector at a time, written to be checked by
// eye.
#pragma once
#include <armadillo>
#include <memory>

#include "detector/detector.hpp"

namespace ohmimo {

// x = (H^H H + ridge I)^-1 H^H y and the diagonal d of the inverse; false if it is singular to working precision.
bool reference_solve(const arma::cx_mat& h, const arma::cx_vec& y, double ridge, arma::cx_vec& x, arma::vec& d);

// Zero forcing, or unbiased MMSE if regularised.
std::unique_ptr<Detector> make_reference(bool regularised);

}  // namespace ohmimo
