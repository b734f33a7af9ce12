// How much of a picture of 256 grey levels is left.
#pragma once
#include <armadillo>

namespace ohmimo::nmf {

// 10 log10(255^2 / mean squared difference); infinite if there is none.
double psnr_dB(const arma::mat& picture, const arma::mat& model);

// Structural similarity (Wang, Bovik, Sheikh, Simoncelli, IEEE Trans. Image Process. 13, 600, 2004), constants 0.01 and
// 0.03 of 255: the mean over all boxes of 8 x 8 pixels, one pixel apart; smaller pictures are one box.
double ssim(const arma::mat& picture, const arma::mat& model);

}  // namespace ohmimo::nmf
