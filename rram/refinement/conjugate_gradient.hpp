// Flexible conjugate gradients with LP-INV as preconditioner (Notay, SIAM J. Sci. Comput. 22, 1444, 2000,
// doi 10.1137/S1064827599362314): the preconditioner may change from cycle to cycle and need not be symmetric, as
// converters, devices and BlockAMC with a reused block make it. Per cycle, with the last directions p_i kept:
//   z = LP-INV(r);  p = words(z - sum_i p_i (z . A p_i) / (p_i . A p_i));  a = (p . r) / (p . A p)
//   x = x + a p;  r = r - a A p
// As a_i A p_i is the last change of r, one kept direction gives the beta of Polak and Ribiere. For positive definite A
// p . A p > 0, and every step is the best along its p: the error never grows in the norm of A, whatever LP-INV does.
// Where z points away from r (z . r <= 0: some block came out indefinite), the cycle takes z = r instead. Median
// ||r||/||b|| of 64x8 with 20 dB spread on 8x8 arrays, rho up to 1e9, after 100 cycles: 5e-7, and 0.16 without that
// rule.
#pragma once
#include "rram/refinement/refinement.hpp"

namespace ohmimo::rram {

// Directions kept: four, but at most half of n, as a direction conjugate to nearly n others is rounding noise. Median
// ||r||/||b|| with 1, 2, 4, 8 kept, converters on:
//   16x16 after 40 cycles                                 8e-4   1e-4   3e-5   2e-5
//   64x8 with 20 dB spread, equilibrated, after 12 cycles 1e-12  6e-13  3e-13  5e-12
inline constexpr std::size_t most_kept_directions = 4;
std::size_t kept_conjugate_directions(std::size_t n);

void conjugate_gradient_cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule,
                              Refinement& state);

// The dot products of n elements in so many cycles. There are as many sums of a vector and a multiple of another.
std::uint64_t conjugate_gradient_dots(std::size_t n, int cycles);

}  // namespace ohmimo::rram
