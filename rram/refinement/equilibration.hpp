// Symmetric diagonal equilibration: A x = b becomes (S A S) w = S b with x = S w and S = diag(s). Users of unequal
// power then use the coarse levels of the arrays alike.
#pragma once
#include <vector>

#include "rram/numbers/dense.hpp"

namespace ohmimo::rram {

// Replaces a by S a S and gives s [n]. Every diagonal element becomes 1 - 2^-24, the largest value that still fills the
// words. a is left alone, and s is empty, if a diagonal element is not positive or an element exceeds the geometric
// mean of its two diagonal elements: no positive definite matrix is like that, and others gain nothing. Powers of two
// would not do for s: the diagonal could still spread over a factor of four, which costs the fitted mapping two of its
// three bits. Words and residuals are those of the equilibrated system, whose fixed-point arithmetic is exact.
std::vector<double> equilibrate(Dense& a);

}  // namespace ohmimo::rram
