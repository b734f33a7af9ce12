// HP-INV: iterative refinement of 16 right-hand sides side by side. A cycle spends one LP-INV and one HP-MVM and keeps
// r = b - A x.
//   stationary (Zuo et al. 2025):  dx = LP-INV(r);  x = x + dx;  r = r - A dx
//     r is a wide accumulator. x is in words of word_bits on a grid of its own, and dx is the step that x really makes:
//     the grid of x limits the accuracy.
//   fcg (conjugate_gradient.hpp) and chebyshev (chebyshev.hpp)
//     x and r are wide accumulators, and the direction given to HP-MVM is rounded to words: the words of A and b limit
//     the accuracy. fcg spends a second HP-MVM.
#pragma once
#include <array>

#include "rram/inversion/inverse_lanes.hpp"
#include "rram/refinement/predictor.hpp"

namespace ohmimo::rram {

struct RefinementRule {
  double tolerance = 0.0;  // a vector with ||r|| <= tolerance ||b|| is frozen; 0 = never
  Precision precision;     // precision.word_bits = 0: no grid
  RefinementKind kind = RefinementKind::stationary;
  EigenvalueInterval interval = {};  // of A LP-INV; chebyshev only
};

// The last directions p, mutually conjugate in A, and their products A p, each [n_kept][n]; direction k sits in slot k
// modulo n_kept. A direction of zeros has no curvature and counts for nothing.
struct ConjugateSet {
  std::size_t n_kept = 0;
  Lanes* p = nullptr;
  Lanes* product = nullptr;
  Lanes* curvature = nullptr;  // [n_kept] p A p
  std::size_t made = 0;        // directions so far
  Lanes rank = {};             // of these, directions with a curvature
};

// The direction of the last cycle of chebyshev.
struct ChebyshevStep {
  Lanes* p = nullptr;  // [n]
  int made = 0;        // cycles so far
  double rho = 0.0;
};

// State of the 16 vectors between cycles. The arrays are [n] and belong to the caller; r and product may change places.
struct Refinement {
  std::size_t n = 0;
  Lanes* r = nullptr;  // b at the start, already rounded to words
  Lanes* x = nullptr;
  Lanes* dx = nullptr;
  Lanes* product = nullptr;
  Lanes* best_x = nullptr;  // at the smallest ||r|| so far
  Lanes* best_r = nullptr;
  Lanes* scratch = nullptr;
  ChebyshevStep chebyshev;    // of that kind
  ConjugateSet plain, joint;  // of fcg (conjugate_gradient.hpp), with its two arrays
  Lanes* r_plain = nullptr;
  Lanes* plain_product = nullptr;
  Lanes lsb;                         // grid of x; 0 before the first cycle
  Lanes active;                      // 1 = refined further, 0 = frozen
  Lanes norm2, best_norm2, b_norm2;  // squared norms of r now and at best, and of b
  std::array<SolveReport::Status, n_lane> status;
  std::array<int, n_lane> cycles;  // made so far

  bool any_active() const;

  // What is delivered: of chebyshev the state of the smallest ||r|| so far, so that the ||r|| delivered never grows
  // from one cycle to the next; of the other kinds the current one. That of fcg has the smallest error so far in the
  // norm of A, while its ||r|| may rise for some cycles.
  const Lanes* delivered_x(RefinementKind kind) const { return kind == RefinementKind::chebyshev ? best_x : x; }
  const Lanes* delivered_r(RefinementKind kind) const { return kind == RefinementKind::chebyshev ? best_r : r; }
  const Lanes& delivered_norm2(RefinementKind kind) const {
    return kind == RefinementKind::chebyshev ? best_norm2 : norm2;
  }
};

// Starts from x = 0 with r = b.
void start(Refinement& state);

// One cycle of the active vectors. A vector has diverged if its ||r|| is not finite, or passes 4 times its smallest so
// far and also 4 times what rounding x alone may leave. It then takes back the x and r of that smallest, possibly x =
// 0, and is frozen. Growth does not count for fcg: its error falls in the norm of A, while ||r|| may rise for some
// cycles.
void cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule, Refinement& state);

// The same for one vector of each of 16 matrices: stationary with words only.
void cycle(const InverseLanes& inverse, const SlicedLanes& a, const RefinementRule& rule, Refinement& state);

}  // namespace ohmimo::rram
