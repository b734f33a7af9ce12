#include "detector/analogue/solver_tally.hpp"

namespace ohmimo {

SolverTally& SolverTally::operator+=(const SolverTally& other) {
  systems += other.systems;
  vectors += other.vectors;
  diverged += other.diverged;
  saturated += other.saturated;
  unstable += other.unstable;
  not_finite += other.not_finite;
  hp_reads += other.hp_reads;
  ops += other.ops;
  if (!diverged_first) diverged_first = other.diverged_first;
  return *this;
}

}  // namespace ohmimo
