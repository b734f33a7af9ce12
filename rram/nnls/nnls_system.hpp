// Non-negative least squares, min over x >= 0 of ||A x - b||, on simulated resistive-memory hardware: an analogue
// circuit finds x in one step, and refinement makes it exact, with the residual A^T (b - A x) computed exactly and the
// circuit solving for what is left, each output kept above -x_j.
#pragma once
#include <memory>
#include <vector>

#include "phy/rng.hpp"
#include "rram/nnls/nnls_arrays.hpp"
#include "rram/nnls/nnls_report.hpp"

namespace ohmimo::rram {

// One matrix, written once: immutable; many threads solve many right-hand sides on it.
class NnlsSystem {
 public:
  // x [query][k]; each query is solved on its own. Throws std::invalid_argument if rows or b do not fit.
  [[nodiscard]] NnlsReport solve(const std::vector<NnlsQuery>& queries, arma::mat& x, NnlsLog* log = nullptr) const;

  // The same for b [n_vector][m], one right-hand side per ROW, with all rows on.
  [[nodiscard]] NnlsReport solve(const arma::mat& b, arma::mat& x, NnlsLog* log = nullptr) const;

  const NnlsArrays& arrays() const;  // none written if A is not finite
  const NnlsConfig& config() const;

  // The circuit with all rows on, for decks and dumps.
  RegressionCircuit circuit() const;

  struct Impl;
  explicit NnlsSystem(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

// Throws std::invalid_argument for an empty matrix, one with elements below 0, or an impossible configuration. A matrix
// that is not finite gives a system whose solves report not_finite.
NnlsSystem program_nnls(const arma::mat& a, const NnlsConfig& config, RngStream& device);

}  // namespace ohmimo::rram
