// HP-INV: iterative refinement of 16 right-hand sides side by side (Zuo et al. 2025). Per cycle
//   dx = LP-INV(r);  x = x + dx;  r = r - A dx
// with r held exactly in a wide accumulator, x in words of word_bits on a grid of its own, and dx the step x really
// made, so that r = b - A x holds exactly and the accuracy ends at the grid of x.
#pragma once
#include <array>

#include "rram/block_inverse.hpp"

namespace ohmimo::rram {

struct RefinementRule {
  double tolerance = 0.0;  // a vector with ||r|| <= tolerance ||b|| is frozen; 0 = never
  Precision precision;     // precision.word_bits = 0: no grid
};

// State of the 16 vectors between cycles; the arrays are [n] and the caller's.
struct Refinement {
  std::size_t n = 0;
  Lanes* r = nullptr;  // b at the start, already rounded to words
  Lanes* x = nullptr;
  Lanes* dx = nullptr;
  Lanes* product = nullptr;
  Lanes* best_x = nullptr;  // at the smallest ||r|| so far
  Lanes* best_r = nullptr;
  Lanes* scratch = nullptr;
  Lanes lsb;                         // grid of x; 0 before the first cycle
  Lanes active;                      // 1 = refined further, 0 = frozen
  Lanes norm2, best_norm2, b_norm2;  // squared norms of r now and at best, and of b
  std::array<SolveReport::Status, n_rhs_lane> status;
  std::array<int, n_rhs_lane> cycles;  // made so far

  bool any_active() const;
};

// Starts from x = 0 with r = b.
void start(Refinement& state);

// One cycle of the active vectors. A vector whose ||r|| passes 4 times its smallest so far (and what rounding x alone
// may leave), or is not finite, takes back the x and r of that smallest, x = 0 included, and is frozen as diverged.
void cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule, Refinement& state);

}  // namespace ohmimo::rram
