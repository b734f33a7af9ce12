// Moves right-hand sides into the 16 lanes of the solver and solutions out of them.
#pragma once
#include <armadillo>
#include <array>
#include <span>

#include "rram/refinement/refinement.hpp"

namespace ohmimo::rram {

// Up to 16 rows of b on their way through the solver.
struct Batch {
  std::size_t first = 0;
  std::size_t count = 0;
  std::span<const double> factor;             // [n] of equilibration, multiplies b; empty = 1
  std::array<int, n_lane> exponent{};         // lane l solves b 2^-exponent, largest magnitude in [0.5, 1)
  std::array<int, n_lane> matrix_exponent{};  // with a 2^-matrix_exponent
};

// Loads rows of b [n_vector][n], scaled, into state.r; word_bits > 0 rounds them to words. Lanes without a row and
// lanes with a value that is not finite (status not_finite) hold zeros and are not active.
void load(const arma::mat& b, int word_bits, Batch& batch, Refinement& state);

// Undo the scaling and fill the rows of the batch: x = factor values 2^(exponent - matrix_exponent), or
// r = values / factor 2^exponent; values [n]. A solution beyond the range of double becomes 0 and its lane not_finite.
// state.product is overwritten.
void store_solution(const Lanes* values, const Batch& batch, arma::mat& x, Refinement& state);
void store_residual(const Lanes* values, const Batch& batch, arma::mat& r, Refinement& state);

}  // namespace ohmimo::rram
