// One analogue solve, in the units of the scaled matrices of NnlsArrays: inputs through the DAC, the circuit as far as
// the fidelity goes, outputs through the ADC.
#pragma once
#include <optional>

#include "rram/nnls/nnls_arrays.hpp"
#include "rram/nnls/rectified_point.hpp"

namespace ohmimo::rram {

struct CircuitInput {
  bool by_rows = true;
  arma::vec right;   // by rows: [rows], min ||A d - right||; by columns: [written], A^T A d = right where d is free
  arma::vec lowest;  // [written] d is kept above it
  arma::uvec off;    // [written] 1: d stays at its lowest
};

struct CircuitOutput {
  CircuitStatus status = CircuitStatus::undetermined;
  arma::vec d;              // [written]; zeros unless settled or saturated
  arma::uvec above;         // [written] 1 where the output was above its lowest level
  arma::uword clamped = 0;  // outputs of both banks at the clamp
  double settling_s = NAN;  // if asked for
  double slowest_rate_per_s = INFINITY;
  int trials = -1;
};

class NnlsCircuit {
 public:
  // offset_V: of all amplifiers that might be needed: rows as written, as many as columns for ridge rows, columns; or
  // empty. config must outlive the circuit.
  NnlsCircuit(const NnlsArrays& written, UsedRows used, const NnlsConfig& config, const arma::vec& offset_V);

  const NnlsArrays& arrays() const { return used_.arrays; }
  const arma::uvec& place() const { return used_.place; }
  arma::uword amplifiers() const;
  bool ideal() const { return !network_; }  // solved without its network
  CircuitOutput solve(const CircuitInput& input) const;

 private:
  // The ideal circuit of two banks: what the others are close to.
  CircuitOutput solve_ideal(const CircuitInput& input) const;
  RegressionDrive drive(const CircuitInput& input, double volt) const;
  void solve_network(const CircuitInput& input, CircuitOutput& output) const;

  UsedRows used_;
  const NnlsConfig& config_;
  arma::mat k_;                               // A2^T A1
  std::optional<RegressionNetwork> network_;  // none where the ideal circuit is all that is asked for
  arma::vec offset_V_;
  double column_S_ = 0.0;  // current into a column per volt of d and unit of A^T A
};

}  // namespace ohmimo::rram
