// Chebyshev semi-iteration with LP-INV as preconditioner (Saad, Iterative Methods for Sparse Linear Systems, 2nd ed.
// 2003, algorithm 12.1, doi 10.1137/1.9780898718003). It needs no inner products, but an interval [lowest, highest] of
// positive numbers, known beforehand, near which the eigenvalues of A LP-INV lie. With c the middle and h the half
// width of the interval, rho_0 = h / c and d_0 = words(z_0 / c):
//   x = x + d;  r = r - A d;  z = LP-INV(r);  rho' = 1 / (2 c / h - rho);  d' = words(rho' rho d + 2 rho' z / h)
#pragma once
#include "rram/refinement/refinement.hpp"

namespace ohmimo::rram {

void chebyshev_cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule,
                     Refinement& state);

}  // namespace ohmimo::rram
