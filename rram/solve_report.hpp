// What a solve reports: status, residual and operations of the modelled hardware; on request also cycles, arrays and
// voltages.
#pragma once
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rram/product/slice_reads.hpp"
#include "rram/solver_config.hpp"

namespace ohmimo::rram {

// Operations of the modelled hardware, counted while solving; the same at every fidelity.
struct OperationCount {
  std::uint64_t lp_inv = 0;  // LP-INV tile operations: 3^stages per vector and cycle
  std::uint64_t hp_mvm = 0;  // bit-sliced MVM tile operations: 3 4^stages - 2 3^stages per vector and cycle
  std::uint64_t lp_mvm = 0;  // BlockProduct::low: 2 4^stages - 2 3^stages of them are done on 3-bit arrays
  std::uint64_t dac = 0;     // single conversions at the 3-bit arrays
  std::uint64_t adc = 0;
  std::uint64_t digital_dot = 0;   // dot products of two vectors, beyond those of the stationary kind
  std::uint64_t digital_axpy = 0;  // sums of a vector and a multiple of another, likewise; equilibration: 2 per vector
  std::uint64_t cells_programmed = 0;
  std::uint64_t cells_clipped = 0;  // LP cells whose wanted value lies outside the eight levels (fixed mapping)
  OperationCount& operator+=(const OperationCount& other);
  OperationCount& add(const OperationCount& other, std::uint64_t times);
};

struct SolveReport {  // poisoned defaults: an unset report is visible
  // In order of gravity; a report over several right-hand sides carries the worst.
  //   converged    ||r|| <= tolerance ||b|| (also b = 0)
  //   cycle_limit  all cycles made: the normal end of a fixed count
  //   diverged     ||r|| passed 4 times its smallest so far, that of x = 0 included (fcg: is not finite); x is that of
  //                the smallest ||r||
  //   saturated    as cycle_limit or diverged, and outputs of tiles were at the clamp on the way
  //   unstable     the feedback loop of a tile has no steady state; x = 0 (fcg goes on without LP-INV)
  //   not_finite   A or b not finite, A or one of its arrays singular, or x beyond the range of double; x = 0
  // Elements of x below the range of double are rounded at the very end, whatever the status: residuals do not show it.
  enum class Status { not_run, converged, cycle_limit, diverged, saturated, unstable, not_finite };
  Status status = Status::not_run;
  std::vector<Status> vector_status;  // of each right-hand side
  int cycles = -1;                    // largest over the right-hand sides
  double relative_residual = NAN;     // ||b - A x|| / ||b||, A being the HP copy; largest over those that are finite
  double spectral_radius = NAN;       // rho(I - A Ainv_realised) if asked for; < 1 means the refinement converges
  RefinementKind refinement = RefinementKind::stationary;  // the kind that was run
  std::string_view refinement_reason;  // of automatic, or where the kind asked for could not run; otherwise empty
  double predicted_radius = NAN;       // automatic: the upper bound of rho that decided
  OperationCount ops;
  std::uint64_t clamped_outputs = 0;  // outputs of tiles at the clamp, over all vectors and cycles
  ReadCount hp_reads;                 // of HpPath::analogue; with wrong > 0 the residuals above carry those errors
};
std::string_view status_name(SolveReport::Status status);

// What each cycle left behind, on request.
struct CycleLog {
  std::vector<int> keep;            // in: cycles whose solution is wanted, ascending
  std::vector<arma::mat> x;         // out: solution after each kept cycle, same shape as the solve's x
  std::vector<arma::mat> residual;  // out: b - A x after each kept cycle, with the HP copy of A and the words of b
};

// One array of cells as programmed, or the resistors that belong to it.
struct ProgrammedArray {
  // Place in BlockAMC, m, or m1, m4, m4.m1 ... for inversions and m2, m3 ... for products; or slice0, slice1 ... of the
  // high-precision copy.
  std::string name;
  // inverse | product+ | product- | slice+ | slice-; or bias | diagonal, the resistors [1][1] of an inverse, which act
  // through inverters where below 0.
  std::string_view kind;
  arma::mat g_S;
};

// One LP-INV of an array: v = -g_source G^-1 x, the input vector scaled so that its largest element is full scale.
struct ArrayOperation {
  std::string name;
  arma::vec input_V;   // before the DAC
  arma::vec output_V;  // after the ADC
};

}  // namespace ohmimo::rram
