// Programmed systems side by side, lane = system: for few right-hand sides of each. ProgrammedSystem::solve works on 16
// right-hand sides whether there are so many or not.
#pragma once
#include <memory>
#include <span>

#include "rram/solver.hpp"

namespace ohmimo::rram {

inline constexpr std::size_t most_systems = 16;

class SystemLanes {
 public:
  // Whether a system can stand in a lane: stationary, of words, in integers that double holds, not equilibrated,
  // without read noise, usable.
  static bool fits(const ProgrammedSystem& system);

  // At most 16 systems of one configuration and size, each fits(); at least one.
  explicit SystemLanes(std::span<const ProgrammedSystem> systems);
  ~SystemLanes();

  // Row k of b [n_system][n] is solved on system k: the bits that systems[k].solve() gives for it.
  [[nodiscard]] SolveReport solve(const arma::mat& b, arma::mat& x, CycleLog* log = nullptr) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace ohmimo::rram
