// Products of a matrix of integers with fixed-point words, exact and rounded to double once.
#pragma once
#include <span>

#include "rram/numbers/dense.hpp"
#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

// The integers of a matrix or of a part of it, for the time of a call. The view is not copied: a copy of what was just
// written waits for it to reach memory, which took a tenth of a solve.
struct IntegerMatrix {
  const MatrixView& value;
  bool exact_in_double = false;  // no product with words passes 2^53, nor does any sum on the way to it
};

// Whether that holds for words |code| <= 3 2^(word_bits - 1).
bool exact_in_double(const MatrixView& integers, int word_bits);

// y = a code + more; code [n_col], y [n_row], more [n_row] or empty. more is overwritten.
void multiply(const IntegerMatrix& a, const Lanes* code, std::span<LaneSums> more, Lanes* y);

}  // namespace ohmimo::rram
