// The steps that the refinement kinds share, on 16 vectors side by side.
#pragma once
#include "rram/refinement/refinement.hpp"

namespace ohmimo::rram {

// b = b - a, each [n], not overlapping.
void subtract(const Lanes* a, std::size_t n, Lanes* b);

// A vector is lost when its ||r||^2 exceeds growth2 times both its smallest so far and what rounding x may leave.
struct Guard {
  double growth2 = 0.0;
  Lanes rounding2 = {};  // (||A||_F sqrt(n) / 2)^2, the largest ||A delta||^2 from rounding x to a grid of lsb 1; 0
                         // where x is not rounded
};

// Ends a cycle, by state.norm2. Lost vectors go back to their best and freeze as diverged; better ones become the best;
// those within the tolerance freeze as converged.
void judge(const Guard& guard, double tolerance, Refinement& state);

// product = a . b, lane by lane; a and b [n].
void dot(const Lanes* a, const Lanes* b, std::size_t n, Lanes& product);

// sum = sum + factor a, each [n], not overlapping.
void add_scaled(const Lanes& factor, const Lanes* a, std::size_t n, Lanes* sum);

struct Direction {
  Lanes* p = nullptr;        // [n]
  Lanes* product = nullptr;  // [n]
};

// Rounds p to words of word_bits (0: leaves it as it is) and gives product = A p, exact for words.
void apply(const BitSlicedMatrix& a, const Precision& precision, Direction direction);

}  // namespace ohmimo::rram
