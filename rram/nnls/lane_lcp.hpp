// Complementarity problems, 16 side by side, of one matrix or one each: block principal pivoting in every lane, the
// free unknowns of each solved by elimination of the whole matrix with the others masked out.
#pragma once
#include <span>
#include <vector>

#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

inline constexpr std::size_t most_lane_columns = 32;  // beyond that masked elimination wastes too much

struct LaneLcp {
  std::vector<Lanes> y, free;  // [n]; 1 where free, 0 where held at 0
  Lanes found, trials;         // 1 where solved; systems solved

  std::vector<Lanes> work = {};  // of the solver
};

// LCP(K, q): y >= 0, K y - q >= 0, y^T (K y - q) = 0. Where a lane needs more than block exchanges, or a pivot all but
// vanishes, found is 0: solve_lcp() of block_pivoting.hpp is then to be asked. k [n][n], q [n]. The result of a lane
// does not depend on the others.
void solve_lcp(const MatrixView& k, std::span<const Lanes> q, LaneLcp& result);
void solve_lcp(const LaneMatrixView& k, std::span<const Lanes> q, LaneLcp& result);  // a matrix for each lane

// y of K y = q over the unknowns that are free in the result, 0 elsewhere; found is set to 0 where a pivot vanishes.
void solve_free(const MatrixView& k, std::span<const Lanes> q, LaneLcp& result);

}  // namespace ohmimo::rram
