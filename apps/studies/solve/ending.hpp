// How a solve ended, in words, and what would help: settings that were tried on the same system.
#pragma once
#include <string>

#include "apps/studies/solve/solve_run.hpp"

namespace ohmimo::solve {

// Converged: within the tolerance; without one, a residual of 64 units of the last bit of the words, or 1e-10 where
// nothing is rounded. "tolerance not reached" where all cycles were made in vain; else the status of the solver.
std::string status_text(const SolveOutcome& outcome, const rram::SolverConfig& solver);

// No vector has a solution: not one to write to a file.
bool nothing_solved(const SolveOutcome& outcome);

struct SolvedSystem {
  const LinearSystem& system;
  const SolveOutcome& outcome;
  const rram::SolverConfig& solver;
  std::uint64_t seed = 1;
  bool may_square = false;  // --normal-equations is not given, nor a ridge
};

// What went wrong and what solves the worst vector, tried; empty where nothing went wrong. failed: no solution within
// what was asked for; a solve that only crawls, with no tolerance to miss, has not failed.
struct Ending {
  bool failed = false;
  std::string sentence;
};
Ending ending_of(const SolvedSystem& solved);

}  // namespace ohmimo::solve
