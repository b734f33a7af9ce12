// The 4x4 example of Zuo et al., Nature Electronics 8, 1222 (2025), doi 10.1038/s41928-025-01477-0, Fig. 2d, and errors
// per refinement cycle over many simulated chips.
#pragma once
#include <armadillo>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rram/solver.hpp"

namespace ohmimo::reproduce {

// 12-bit matrix in octal digits A = (A0 + A1/8 + A2/64 + A3/512)/8; condition number 7.71 (7.7 in the paper).
arma::mat worked_matrix();
arma::mat worked_rhs();  // [1][4]

// One array that holds round(8 A) in its cells, no resistors.
rram::SolverConfig worked_config(std::string_view fidelity, int cycles);

// One simulated chip after another: error[cycle - 1][chip] of one system.
struct WorkedSystem {
  arma::mat a;  // [n][n]
  arma::mat b;  // [1][n]
};
// ||x - x*|| / ||x*|| against the solution in double.
std::vector<std::vector<double>> errors_per_cycle(const WorkedSystem& system, const rram::SolverConfig& config,
                                                  int n_device, std::uint64_t seed);

// The solutions themselves: x[cycle - 1] [chip][n].
std::vector<arma::mat> solutions_per_cycle(const WorkedSystem& system, const rram::SolverConfig& config, int n_device,
                                           std::uint64_t seed);

// The cycles 1..last, for CycleLog::keep.
std::vector<int> cycles_to(int last);

}  // namespace ohmimo::reproduce
