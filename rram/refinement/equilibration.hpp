// Symmetric diagonal equilibration: S A S with S = diag(s), so that users of unequal power meet the coarse levels of
// the arrays at equal strength. A x = b becomes (S A S) w = S b with x = S w.
#pragma once
#include <vector>

#include "rram/numbers/dense.hpp"

namespace ohmimo::rram {

// Replaces a by S a S with every diagonal element 1 - 2^-24, the largest value that still fills the words, and gives s
// [n]. Left as it is, and s empty, if a diagonal element is not positive or an element is beyond the geometric mean of
// its two diagonal elements: no positive definite matrix is like that, and others gain nothing. The factors are not
// powers of two: a diagonal spread over a factor four would cost the fitted mapping two of its three bits. The words
// and all residuals are those of the equilibrated system, so the fixed-point arithmetic is exact as before.
std::vector<double> equilibrate(Dense& a);

}  // namespace ohmimo::rram
