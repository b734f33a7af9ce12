// What makes a status right. The evidence is gathered without the code under test (robust_words.hpp, robust_tiles.hpp);
// the rules are these, for a system and a right-hand side in the units of the controller, R = ||b - A x|| / ||b|| of
// the delivered x in the words of A and b:
//   not finite   A, b or x = A^-1 b is not finite, or A, an array or a leading block that Schur complements divide by
//   is
//                singular; x = 0
//   unstable     a tile has a pole in the right half plane; x = 0. Neither of the two for tiles where fcg can run.
//   converged    R <= tolerance; b = 0 gives x = 0
//   cycle limit  tolerance < R <= 4 (stationary, which delivers the last x), 1 (chebyshev, which delivers its best) or
//                the root of the condition number (fcg, which delivers the least energy of the error), no output at the
//                clamp
//   diverged     tolerance < R <= 1 and no earlier cycle had a smaller R; the step after it could have grown fourfold
//   saturated    cycle limit or diverged with an output of a tile at the clamp
// all within the rounding of double and, where product arrays were read wrong, what these reads can amount to. Whatever
// the status, x is finite.
#pragma once
#include <string>

#include "rram/solver.hpp"

namespace ohmimo::rram_test {

using Status = rram::SolveReport::Status;

// What the hardware allows a status to be, as far as the test can tell.
enum class Whole { usable, unstable, not_finite, open };  // open: too near a border, or moved by read noise
enum class Clamp { never, maybe, surely };                // an output met it

struct Evidence {
  Whole whole = Whole::usable;
  bool b_finite = true, b_zero = false, overflow = false;
  bool x_finite = true, x_zero = false;
  double tolerance = 0.0;
  double residual = NAN;     // R
  double smallest = NAN;     // R of the best cycle, x = 0 included
  double misreported = NAN;  // norm of the difference to the residual reported, over ||b||
  double slack = 0.0;        // of R
  double most = 1.0;         // R that may end a run without being called diverged
  bool can_grow = true;      // false: no step can have made R four times its smallest
  Clamp clamp = Clamp::maybe;
};

inline bool is_dead(Status status) {
  return status == Status::unstable || status == Status::not_finite;
}

// Of vectors that were refined.
inline std::string residual_fault(Status status, const Evidence& e) {
  if (!(e.residual <= 1e300)) return "residual is not finite";
  if (status == Status::converged) return e.residual <= e.tolerance + e.slack ? "" : "converged above the tolerance";
  if (e.residual < e.tolerance - e.slack) return "not called converged below the tolerance";
  if (status != Status::saturated && e.clamp == Clamp::surely) return "an output met the clamp unnoticed";
  if (status == Status::saturated && e.clamp == Clamp::never) return "saturated without a clamp";
  const bool ran_on = e.residual <= e.most + e.slack;
  const bool best = e.residual <= 1.0 + e.slack && e.residual <= e.smallest + e.slack;
  if (status == Status::cycle_limit) return ran_on ? "" : "grown residual not called diverged";
  if (status == Status::saturated) return ran_on || best ? "" : "saturated with a grown residual";
  if (!best) return "diverged without its best solution";
  return e.can_grow ? "" : "called diverged where no step can grow";
}

// The first thing that is wrong about the status of one vector; empty if it is right.
inline std::string fault_of(Status status, const Evidence& e) {
  if (!e.x_finite) return "x is not finite";
  if (status == Status::not_run) return "status was never set";
  if (is_dead(status) && !e.x_zero) return "x must be 0";
  if (e.whole == Whole::unstable) return status == Status::unstable ? "" : "a pole in the right half plane unnoticed";
  if (e.whole == Whole::not_finite)
    return status == Status::not_finite ? "" : "a singular or non-finite system unnoticed";
  if (e.whole == Whole::open && is_dead(status)) return "";
  if (status == Status::unstable) return "unstable without a pole in the right half plane";
  if (!e.b_finite) return status == Status::not_finite ? "" : "a vector that is not finite unnoticed";
  if (status == Status::not_finite) return e.overflow ? "" : "not finite without a cause";
  if (e.b_zero) return status == Status::converged && e.x_zero ? "" : "b = 0 must converge at x = 0";
  return residual_fault(status, e);
}

}  // namespace ohmimo::rram_test
