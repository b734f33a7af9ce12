// Which change of the configuration solves a system that the configuration as it is does not: found by trying.
#pragma once
#include <armadillo>
#include <optional>
#include <string>

#include "rram/solver.hpp"

namespace ohmimo::rram {

// A system on which a solve went wrong, and the streams of that solve.
struct Trouble {
  arma::mat a;           // [n][n]
  arma::mat b;           // [n_vector][n]
  RngStream device;      // as before a was programmed
  RngStream read;        // as before b was solved
  double wanted = 1e-3;  // relative residual that counts as solved, where the configuration has no tolerance
};

struct Remedy {
  std::string flags;               // the change, such as "--refinement fcg --equilibrate"
  int cycles = 0;                  // made
  double relative_residual = NAN;  // ||b - A x|| / ||b||, worst vector, in double precision
  arma::mat x;
};

// ||b - A x|| / ||b|| of the worst row, in double precision; 0 for 0/0, infinite for an x that is not finite.
double worst_residual(const arma::mat& a, const arma::mat& b, const arma::mat& x);

// Tries, in this order, refinement fcg, equilibration, one array for the whole matrix, the exact Schur complement,
// pairs of these, and then the same and the configuration itself with ten times the cycles, at most 1,000. The first
// that comes within the tolerance, or to the wanted residual, is the answer; none: nothing of these helps.
std::optional<Remedy> find_remedy(const Trouble& trouble, const SolverConfig& config);

// The configuration as it is; none if it does not solve the system.
std::optional<Remedy> try_setting(const Trouble& trouble, const SolverConfig& config);

}  // namespace ohmimo::rram
