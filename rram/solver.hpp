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
  // b and x are [n_vector][n]: one right-hand side per ROW, so that element i of all vectors is contiguous; x may be b.
  // Every vector is solved on its own: neither its neighbours nor their number change a bit of it. Throws
  // std::invalid_argument if b has another number of columns or log keeps cycles that are not made.
  //
  // read, which is advanced, is needed for read noise and injected read errors only. Low-precision arrays are read once
  // per call: like slow 1/f noise, their conductances change from call to call and stand still within one, so that
  // refinement sees one fixed operator. Each high-precision read draws anew, from a stream per vector.
  [[nodiscard]] SolveReport solve(const arma::mat& b, arma::mat& x, CycleLog* log = nullptr,
                                  RngStream* read = nullptr) const;

  const OperationCount& programming() const;  // cells written for this matrix
  const WriteCount& writing() const;          // pulses of cells.write_verify, of both kinds of arrays
  double spectral_radius() const;             // computed at the call (eigenvalues)
  arma::mat realised_inverse() const;         // the linear operator LP-INV applies, without converters

  // Of the low-precision arrays as programmed; empty without circuits and where an array is unusable.
  WireUse wires() const;

  // The conductances of all arrays, in terms of the configured device even where its errors are off. An inverse stands
  // for A = const (g - bias J + diagonal I). Slices are among them with HpPath::analogue and fidelity.device only.
  std::vector<ProgrammedArray> arrays() const;

  // All uses of inversion arrays in cycle 1 for b [n], in order; none for an unusable system. Read noise is left out.
  std::vector<ArrayOperation> first_operations(const arma::rowvec& b) const;

  struct Impl;
  explicit ProgrammedSystem(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  friend class SystemLanes;
  std::shared_ptr<const Impl> impl_;
};

// Programs a, real and square. Throws std::invalid_argument for a matrix that is not square or an impossible
// configuration. A matrix that is not finite or is singular gives a system whose solves report not_finite.
ProgrammedSystem program(const arma::mat& a, const SolverConfig& config, RngStream& device);

}  // namespace ohmimo::rram
