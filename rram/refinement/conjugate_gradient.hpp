// Conjugate gradients that LP-INV hurries: never behind plain conjugate gradients, whatever LP-INV does. Two sets of
// directions, mutually conjugate in A, grow with the cycles:
//   plain   those of plain conjugate gradients on the words of A and b, with a residual r_plain of their own
//   joint   the plain ones and those that LP-INV gives, each made conjugate to all before it
// Per cycle, with r = b - A x:
//   q = words(r_plain made conjugate to the plain set);  r_plain = r_plain - A q (q . r_plain) / (q . A q)
//   z = words(LP-INV(r) made conjugate to the joint set)
//   x = x + d (d . r) / (d . A d) for d = q, made conjugate to the joint set, and d = z
// x is the point of smallest error in the norm of A of all that the joint set spans, which holds the Krylov space of
// plain conjugate gradients (Hestenes and Stiefel, J. Res. NBS 49, 409, 1952). Where LP-INV is good, z carries the
// cycle; where it is useless, q does. Directions are rounded to words, so short recurrences would lose conjugacy at
// condition numbers of some 1e3: every direction is made conjugate to all kept ones, twice (Giraud et al., Numer. Math.
// 101, 87, 2005). Once the joint set has n directions both sets begin anew with r. A cycle costs one LP-INV and two
// HP-MVM, which need not wait for each other's results. Where an array of LP-INV is singular or its loop unstable,
// there is no z: plain conjugate gradients at one HP-MVM a cycle.
#pragma once
#include "rram/refinement/refinement.hpp"

namespace ohmimo::rram {

void conjugate_gradient_cycle(const BlockInverse& inverse, const BitSlicedMatrix& a, const RefinementRule& rule,
                              Refinement& state);

// Directions kept of the plain set, twice as many of the joint one: all of them, up to what n dimensions hold and to
// 256 MB for 16 vectors; then the oldest make room.
std::size_t kept_plain_directions(std::size_t n, int cycles);

// Dot products of n elements, and sums of a vector and a multiple of another, that these cycles cost at most, as sets
// may begin anew; hurried: by LP-INV.
struct DigitalCount {
  std::uint64_t dot = 0;
  std::uint64_t axpy = 0;
};
DigitalCount conjugate_gradient_count(std::size_t n, int cycles, bool hurried);

}  // namespace ohmimo::rram
