// The search for the bounds that the unknowns of a complementarity problem rest on. Every unknown is free, held at its
// lower or held at its upper bound; a free one has to stay within its bounds, a held one has to be pushed against its
// bound. Block principal pivoting (Judice and Pires, Comput. Oper. Res. 21, 587, 1994; Kim and Park, SIAM J. Sci.
// Comput. 33, 3261, 2011) exchanges all unknowns that break their rule at once, and one by one where that does not
// help. For a P-matrix it ends.
#pragma once
#include <armadillo>
#include <functional>
#include <vector>

namespace ohmimo::rram {

enum class Side : signed char { lower = -1, free = 0, upper = 1 };
using Sides = std::vector<Side>;
arma::uvec places_of(const Sides& sides, Side side);

// What holds with the unknowns at the given sides.
struct SideTrial {
  arma::vec value;  // [n] of the free unknowns and, at their bounds, of the held ones
  arma::vec push;   // [n] of the held unknowns: > 0 upwards; 0 for the free ones
};

struct PivotProblem {
  arma::vec lower, upper;  // [n], lower <= upper; an unknown whose bounds are equal stays at the lower side
  // What of value - bound, or of push, still counts as 0: rounding.
  double value_rounding = 0.0, push_rounding = 0.0;
  std::function<bool(const Sides&, SideTrial&)> solve;  // false: singular
};

struct PivotResult {
  bool found = false;  // false: no consistent sides, or every trial was singular
  int trials = 0;      // systems solved
  Sides sides;
  SideTrial trial;  // of these sides
};

// sides: the first guess [n].
PivotResult block_pivoting(const PivotProblem& problem, Sides sides, int trial_limit = 1000);

// The linear complementarity problem LCP(K, q): y >= 0, K y - q >= 0, y^T (K y - q) = 0. K need not be symmetric. push
// is q - K y; 2^-46 of the largest |q| counts as 0.
PivotResult solve_lcp(const arma::mat& k, const arma::vec& q, int trial_limit = 1000);

}  // namespace ohmimo::rram
