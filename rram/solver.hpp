// The analogue RRAM matrix-equation solver (Zuo et al., Nature Electronics 8, 1222, 2025,
// doi 10.1038/s41928-025-01477-0): low-precision analogue inversion (LP-INV) of a small programmed array,
// high-precision bit-sliced product (HP-MVM) for the residual, joined by iterative refinement; larger and complex
// matrices through BlockAMC. Real matrices only: a complex system goes in through embed_complex (mapping.hpp).
#pragma once
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phy/rng.hpp"
#include "rram/cell_effects.hpp"
#include "rram/device.hpp"
#include "rram/mapping.hpp"
#include "rram/slice_reads.hpp"
#include "rram/tile_circuit.hpp"

namespace ohmimo::rram {

// The fidelity ladder. Every rung is its own switch; fidelity_from_name() gives the usual cumulative settings.
struct Fidelity {
  bool quantise = false;   // 3-bit LP copy, fixed-point words of the HP copy and of the vectors
  bool device = false;     // programming errors of the cells (device.hpp)
  bool converter = false;  // DAC and ADC of the LP-INV circuit (converters.hpp)
  bool circuit = false;    // finite gain, offsets, clamp, input and output conductance of the tiles (tile_circuit.hpp)
  bool wires = false;      // wire resistance of the tiles
  bool transient = false;  // tiles read at a finite time after their inputs step, not at rest

  bool analogue() const { return circuit || wires || transient; }
};
// exact | quantised | device | converter | circuit | wires | transient, else invalid_argument
Fidelity fidelity_from_name(std::string_view name);

enum class Schur { reuse, exact };      // step 3 of BlockAMC: M4 in place of S (the paper), or S itself
enum class BlockProduct { high, low };  // products inside BlockAMC: bit-sliced HP array, or one pair of 3-bit arrays
enum class RefinementKind { stationary, chebyshev, fcg, automatic };  // refinement.hpp; automatic: predictor.hpp
// HP-MVM: integers at once; or bit planes and slices in integers, with the same result; or the slices as an array of
// cells read line by line (slice_reads.hpp), with the same result as long as no read is wrong.
enum class HpPath { integer, slices, analogue };

struct SolverConfig {
  Fidelity fidelity;
  DeviceModel device = default_device();  // its laws when fidelity.device; its number of levels when quantised
  CellEffects cells;                      // used when fidelity.device
  AnalogueModel analogue;                 // of the rungs circuit, wires and transient
  MappingConfig mapping;
  int word_bits = 24;  // HP words: 12 or 24 (any multiple of slice_bits from 6 to 24)
  int slice_bits = 3;  // bits per cell
  int stages = 1;      // BlockAMC stages; 0 = one array for the whole matrix
  Schur schur = Schur::reuse;
  BlockProduct block_product = BlockProduct::high;
  HpPath hp_path = HpPath::integer;
  HpArray hp_array;                // of HpPath::analogue
  SliceReads::Effective hp_wires;  // of HpPath::analogue with fidelity.device; empty = those of the rung wires, if on
  int dac_bits = 4;
  int adc_bits = 4;
  int cycles = 3;          // refinement cycles at most; cycle 1 = plain LP-INV
  double tolerance = 0.0;  // stop when ||r||/||b|| <= tolerance for every vector; 0 = fixed count
  RefinementKind refinement = RefinementKind::stationary;
  // Solves D^-1/2 A D^-1/2 with D = diag(A) instead (equilibration.hpp). ||r|| and ||b||, hence tolerance and
  // relative_residual, are then those of that system; a mapping scale is in its units.
  bool equilibrate = false;
  bool report_spectral_radius = false;  // costs an eigenvalue decomposition per programmed system
};

// stationary | chebyshev | fcg | auto, else invalid_argument
RefinementKind refinement_from_name(std::string_view name);
std::string_view refinement_name(RefinementKind kind);

// Throws std::invalid_argument naming field, rule and value; program() calls it.
void validate(const SolverConfig& config);

// Operations of the modelled hardware, counted while solving; the same at every fidelity.
struct OperationCount {
  std::uint64_t lp_inv = 0;  // LP-INV tile operations: 3^stages per vector and cycle
  std::uint64_t hp_mvm = 0;  // bit-sliced MVM tile operations: 3 4^stages - 2 3^stages per vector and cycle
  std::uint64_t lp_mvm = 0;  // BlockProduct::low: 2 4^stages - 2 3^stages of them are done on 3-bit arrays
  std::uint64_t dac = 0;     // single conversions at the 3-bit arrays
  std::uint64_t adc = 0;
  std::uint64_t digital_dot = 0;   // dot products of two vectors that a kind needs beyond the stationary one
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
  //   diverged     ||r|| passed 4 times its smallest so far, x = 0 included (fcg: is not finite); x is the one of that
  //                smallest ||r||
  //   saturated    cycle_limit or diverged with outputs of the tiles at the clamp on the way
  //   unstable     the feedback loop of a tile has no steady state; x = 0
  //   not_finite   A or b not finite, A or one of its arrays singular, or x beyond the range of double; x = 0
  // Elements of x below the range of double are rounded to it, whatever the status: residuals are those before that.
  enum class Status { not_run, converged, cycle_limit, diverged, saturated, unstable, not_finite };
  Status status = Status::not_run;
  std::vector<Status> vector_status;  // of each right-hand side
  int cycles = -1;                    // largest over the right-hand sides
  double relative_residual = NAN;     // ||b - A x|| / ||b|| of the HP copy, largest over those that are finite
  double spectral_radius = NAN;       // rho(I - A Ainv_realised) if asked for; < 1 means the refinement converges
  RefinementKind refinement = RefinementKind::stationary;  // the kind that was run
  std::string_view refinement_reason;  // why it was chosen (automatic) or put in the place of another; else empty
  double predicted_radius = NAN;       // automatic: the upper bound of rho that the choice was made by
  OperationCount ops;
  std::uint64_t clamped_outputs = 0;  // outputs of tiles at the clamp, over all vectors and cycles
  ReadCount hp_reads;                 // of HpPath::analogue; with wrong > 0 the residuals above carry those errors
};
std::string_view status_name(SolveReport::Status status);

// What each cycle left behind, on request.
struct CycleLog {
  std::vector<int> keep;            // in: cycles whose solution is wanted, ascending
  std::vector<arma::mat> x;         // out: solution after each kept cycle, same shape as the solve's x
  std::vector<arma::mat> residual;  // out: b - A x after each kept cycle, of the HP copy and the words of b
};

// One array of cells, or what belongs to it, as programmed.
struct ProgrammedArray {
  std::string name;       // place in BlockAMC: m, or m1, m4, m4.m1 ... for inversions and m2, m3 ... for products; or
                          // slice0, slice1 ... of the high-precision copy
  std::string_view kind;  // inverse | product+ | product- | slice+ | slice-, and bias | diagonal [1][1]: resistors of
                          // an inverse, those below 0 through inverters
  arma::mat g_S;
};

// One LP-INV of an array: v = -g_source G^-1 x, the input vector scaled so that its largest element is full scale.
struct ArrayOperation {
  std::string name;
  arma::vec input_V;   // before the DAC
  arma::vec output_V;  // after the ADC
};

// One programmed matrix: immutable; many threads solve many right-hand sides on it; nothing leaks between solves.
class ProgrammedSystem {
 public:
  // b and x are [n_vector][n]: one right-hand side per ROW, so that the element i of all vectors is contiguous; x may
  // be b. Every vector is solved on its own: neither its neighbours nor their number change a bit of it. Throws
  // std::invalid_argument if b has another number of columns or log keeps cycles that are not made.
  //
  // read brings read noise and injected read errors and is needed with those only; it is advanced. The low-precision
  // arrays are read once per call: their conductances move from call to call and stand still for all vectors and
  // cycles of one (as slow 1/f noise does), so refinement sees one fixed operator. Each high-precision read draws anew,
  // from a stream per vector.
  [[nodiscard]] SolveReport solve(const arma::mat& b, arma::mat& x, CycleLog* log = nullptr,
                                  RngStream* read = nullptr) const;

  const OperationCount& programming() const;  // cells written for this matrix
  const WriteCount& writing() const;          // pulses of cells.write_verify, of both kinds of arrays
  double spectral_radius() const;             // computed at the call (eigenvalues)
  arma::mat realised_inverse() const;         // the linear operator LP-INV applies, without converters

  // Of the low-precision arrays as programmed; none without circuits or where an array is unusable.
  WireUse wires() const;

  // A = const (g - bias J + diagonal I) of an inverse. Conductances of the device of the configuration, also where its
  // errors are off; slices with HpPath::analogue and fidelity.device only.
  std::vector<ProgrammedArray> arrays() const;

  // The steps of LP-INV for b [n] in cycle 1, in order; none for an unusable system. Read noise is left out.
  std::vector<ArrayOperation> first_operations(const arma::rowvec& b) const;

  struct Impl;
  explicit ProgrammedSystem(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

// a: real square. Throws std::invalid_argument for a non-square matrix or an impossible configuration; a matrix that is
// not finite or singular gives a system whose solves report not_finite.
ProgrammedSystem program(const arma::mat& a, const SolverConfig& config, RngStream& device);

}  // namespace ohmimo::rram
