// What the checks of training and of differential equations share: settings, devices and medians over draws.
#pragma once
#include <armadillo>
#include <vector>

#include "apps/studies/train/curvature_matrix.hpp"
#include "apps/studies/train/logistic.hpp"

namespace ohmimo::verify {

// The usual solver of training with other cycles and converters, on cells as measured.
train::CurvatureSetting training_setting(int cycles, int converter_bits);

std::vector<train::LogisticSet> known_sets();  // plain and scaled, 8 and 16 features

RngStream device_draw(std::uint64_t seed, int draw);

// Errors without bias: uniform within 1.2 uS of every level, level 0 within 0.22 to 0.52 uS. The measured law has the
// same windows, but the means of its levels are up to 0.1 uS off.
rram::DeviceModel unbiased_device();

// rho(I - A At^-1) of the matrix as written.
double written_radius(const arma::mat& a, const train::CurvatureSetting& setting, RngStream device);

// The same with a pair of cells for each element beside the diagonal, A+ - A-, in place of one cell above a bias
// column: for comparison, no array of this project. a is scaled to a unit diagonal, which is exact.
double paired_radius(const arma::mat& a, RngStream device);

// The share of values that satisfy a bound.
double share_below(const std::vector<double>& values, double bound);

}  // namespace ohmimo::verify
