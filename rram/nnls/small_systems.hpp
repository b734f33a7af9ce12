// Small square systems out of a larger matrix, without memory of their own: complementarity problems solve several
// each.
#pragma once
#include <armadillo>

namespace ohmimo::rram {

// k(free, free) y = q(free) by elimination with partial pivoting. False if a pivot is 0 or not finite.
[[nodiscard]] bool solve_part(const arma::mat& k, const arma::vec& q, const arma::uvec& free, arma::vec& y);

}  // namespace ohmimo::rram
