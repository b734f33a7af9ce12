// The analogue RRAM matrix-equation solver (Zuo et al., Nature Electronics 8, 1222, 2025,
// doi 10.1038/s41928-025-01477-0): low-precision analogue inversion (LP-INV) of a small programmed array,
// high-precision bit-sliced product (HP-MVM) for the residual, joined by iterative refinement; larger and complex
// matrices through BlockAMC. Real matrices only: a complex system goes in through embed_complex (mapping.hpp).
#pragma once
#include <armadillo>
#include <memory>
#include <utility>
#include <vector>

#include "phy/rng.hpp"
#include "rram/solve_report.hpp"
#include "rram/solver_config.hpp"
#include "rram/wires/wire_use.hpp"

namespace ohmimo::rram {

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
