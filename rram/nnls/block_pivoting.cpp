#include "rram/nnls/block_pivoting.hpp"

#include <algorithm>
#include <cmath>

#include "rram/nnls/small_systems.hpp"

namespace ohmimo::rram {
namespace {

// The side that an unknown should be at instead; its own if it keeps its rule.
Side better_side(const PivotProblem& problem, const SideTrial& trial, const Sides& sides, arma::uword j) {
  if (problem.lower(j) == problem.upper(j)) return Side::lower;
  const double value = trial.value(j), push = trial.push(j);
  switch (sides[j]) {
    case Side::lower:
      return push > problem.push_rounding ? Side::free : Side::lower;
    case Side::upper:
      return push < -problem.push_rounding ? Side::free : Side::upper;
    case Side::free:
      break;
  }
  if (value < problem.lower(j) - problem.value_rounding) return Side::lower;
  return value > problem.upper(j) + problem.value_rounding ? Side::upper : Side::free;
}

}  // namespace

arma::uvec places_of(const Sides& sides, Side side) {
  std::vector<arma::uword> at;
  for (arma::uword j = 0; j < sides.size(); ++j)
    if (sides[j] == side) at.push_back(j);
  return arma::uvec(at);
}

PivotResult block_pivoting(const PivotProblem& problem, Sides sides, int trial_limit) {
  const arma::uword n = problem.lower.n_elem;
  PivotResult result;
  for (arma::uword j = 0; j < n; ++j)
    if (problem.lower(j) == problem.upper(j)) sides[j] = Side::lower;
  arma::uword fewest = n + 1;
  int patience = 3;  // block exchanges without fewer broken rules, before one unknown at a time (Kim and Park)
  std::vector<std::pair<arma::uword, Side>> broken;
  while (result.trials < trial_limit) {
    ++result.trials;
    if (!problem.solve(sides, result.trial)) return result;
    broken.clear();
    for (arma::uword j = 0; j < n; ++j)
      if (const Side side = better_side(problem, result.trial, sides, j); side != sides[j])
        broken.emplace_back(j, side);
    if (broken.empty()) {
      result.found = true;
      result.sides = std::move(sides);
      return result;
    }
    const bool fewer = broken.size() < fewest;
    if (fewer) {
      fewest = broken.size();
      patience = 3;
    } else {
      patience = std::max(patience - 1, -1);
    }
    if (patience < 0) broken.erase(broken.begin(), broken.end() - 1);  // Murty: the last one alone
    for (const auto& [j, side] : broken) sides[j] = side;
  }
  return result;
}

PivotResult solve_lcp(const arma::mat& k, const arma::vec& q, int trial_limit) {
  const arma::uword n = q.n_elem;
  PivotProblem problem;
  problem.lower.zeros(n);
  problem.upper = arma::vec(n, arma::fill::value(arma::datum::inf));
  problem.push_rounding = 0x1p-46 * arma::abs(q).max();
  problem.solve = [&](const Sides& sides, SideTrial& trial) {
    const arma::uvec free = places_of(sides, Side::free);
    trial.value.zeros(n);
    trial.push.zeros(n);
    if (!free.is_empty()) {
      arma::vec y;
      if (!solve_part(k, q, free, y)) return false;
      trial.value.elem(free) = y;
    }
    const arma::vec push = q - k * trial.value;
    for (arma::uword j = 0; j < n; ++j)
      if (sides[j] != Side::free) trial.push(j) = push(j);
    return true;
  };
  return block_pivoting(problem, Sides(n, Side::free), trial_limit);
}

}  // namespace ohmimo::rram
