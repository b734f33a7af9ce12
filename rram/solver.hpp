// The analogue RRAM matrix-equation solver (Zuo et al., Nature Electronics 8, 1222, 2025,
// doi 10.1038/s41928-025-01477-0): low-precision analogue inversion (LP-INV) of a small programmed array,
// high-precision bit-sliced product (HP-MVM) for the residual, joined by iterative refinement; larger and complex
// matrices through BlockAMC. Real matrices only: a complex system goes in through embed_complex (mapping.hpp).
#pragma once
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "phy/rng.hpp"
#include "rram/device.hpp"
#include "rram/mapping.hpp"

namespace ohmimo::rram {

// The fidelity ladder. Every rung is its own switch; fidelity_from_name() gives the usual cumulative settings.
struct Fidelity {
  bool quantise = false;   // 3-bit LP copy, fixed-point words of the HP copy and of the vectors
  bool device = false;     // programming errors of the cells (device.hpp)
  bool converter = false;  // DAC and ADC of the LP-INV circuit (converters.hpp)
};
Fidelity fidelity_from_name(std::string_view name);  // exact | quantised | device | converter, else invalid_argument

enum class Schur { reuse, exact };      // step 3 of BlockAMC: M4 in place of S (the paper), or S itself
enum class BlockProduct { high, low };  // products inside BlockAMC: bit-sliced HP array, or one pair of 3-bit arrays
enum class HpPath { integer, slices };  // HP-MVM: integers at once, or bit planes and slices; the same result

struct SolverConfig {
  Fidelity fidelity;
  DeviceModel device = default_device();  // used when fidelity.device
  MappingConfig mapping;
  int word_bits = 24;  // HP words: 12 or 24 (any multiple of slice_bits from 6 to 24)
  int slice_bits = 3;  // bits per cell
  int stages = 1;      // BlockAMC stages; 0 = one array for the whole matrix
  Schur schur = Schur::reuse;
  BlockProduct block_product = BlockProduct::high;
  HpPath hp_path = HpPath::integer;
  int dac_bits = 4;
  int adc_bits = 4;
  int cycles = 3;                       // refinement cycles at most; cycle 1 = plain LP-INV
  double tolerance = 0.0;               // stop when ||r||/||b|| <= tolerance for every vector; 0 = fixed count
  bool report_spectral_radius = false;  // costs an eigenvalue decomposition per programmed system
};

// Throws std::invalid_argument naming field, rule and value; program() calls it.
void validate(const SolverConfig& config);

// Operations of the modelled hardware, counted while solving; the same at every fidelity.
struct OperationCount {
  std::uint64_t lp_inv = 0;  // LP-INV tile operations: 3^stages per vector and cycle
  std::uint64_t hp_mvm = 0;  // bit-sliced MVM tile operations: 3 4^stages - 2 3^stages per vector and cycle
  std::uint64_t lp_mvm = 0;  // BlockProduct::low: 2 4^stages - 2 3^stages of them are done on 3-bit arrays
  std::uint64_t dac = 0;     // single conversions at the 3-bit arrays
  std::uint64_t adc = 0;
  std::uint64_t cells_programmed = 0;
  std::uint64_t cells_clipped = 0;  // LP cells whose wanted value lies outside the eight levels (fixed mapping)
  OperationCount& operator+=(const OperationCount& other);
  OperationCount& add(const OperationCount& other, std::uint64_t times);
};

struct SolveReport {  // poisoned defaults: an unset report is visible
  // In order of gravity; a report over several right-hand sides carries the worst.
  //   converged    ||r|| <= tolerance ||b|| (also b = 0)
  //   cycle_limit  all cycles made: the normal end of a fixed count
  //   diverged     ||r|| passed 4 times its smallest so far, x = 0 included; x is the one of that smallest ||r||
  //   not_finite   A or b not finite, A or one of its arrays singular, or x beyond the range of double; x = 0
  enum class Status { not_run, converged, cycle_limit, diverged, not_finite };
  Status status = Status::not_run;
  std::vector<Status> vector_status;  // of each right-hand side
  int cycles = -1;                 // largest over the right-hand sides
  double relative_residual = NAN;  // ||b - A x|| / ||b|| of the HP copy, largest over those that are finite
  double spectral_radius = NAN;    // rho(I - A Ainv_realised) if asked for; < 1 means the refinement converges
  OperationCount ops;
};
std::string_view status_name(SolveReport::Status status);

// What each cycle left behind, on request.
struct CycleLog {
  std::vector<int> keep;            // in: cycles whose solution is wanted, ascending
  std::vector<arma::mat> x;         // out: solution after each kept cycle, same shape as the solve's x
  std::vector<arma::mat> residual;  // out: b - A x after each kept cycle, of the HP copy and the words of b
};

// One programmed matrix: immutable; many threads solve many right-hand sides on it; nothing leaks between solves.
class ProgrammedSystem {
 public:
  // b and x are [n_vector][n]: one right-hand side per ROW, so that the element i of all vectors is contiguous; x may
  // be b. Every vector is solved on its own: neither its neighbours nor their number change a bit of it. Throws
  // std::invalid_argument if b has another number of columns or log keeps cycles that are not made.
  [[nodiscard]] SolveReport solve(const arma::mat& b, arma::mat& x, CycleLog* log = nullptr) const;

  const OperationCount& programming() const;  // cells written for this matrix
  double spectral_radius() const;             // computed at the call (eigenvalues)
  arma::mat realised_inverse() const;         // the linear operator LP-INV applies, without converters

  struct Impl;
  explicit ProgrammedSystem(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

// a: real square. Throws std::invalid_argument for a non-square matrix or an impossible configuration; a matrix that is
// not finite or singular gives a system whose solves report not_finite.
ProgrammedSystem program(const arma::mat& a, const SolverConfig& config, RngStream& device);

}  // namespace ohmimo::rram
