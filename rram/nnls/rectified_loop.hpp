// The amplifiers of a regression circuit, some of them held at their limits: how fast each output moves, or how hard a
// held one is pushed. Steady state, transient and noise are all made of this.
#pragma once
#include "rram/nnls/block_pivoting.hpp"
#include "rram/nnls/regression_circuit.hpp"

namespace ohmimo::rram {

// For every amplifier, slope z + constant in volts:
//   free  (dz/dt) / (2 pi gbwp)
//   held  the push against its limit, > 0 upwards; of an amplifier whose input is held at virtual ground, the current
//         that its second diode has to take, over the conductance of its node
struct LoopMotion {
  arma::mat slope;     // [n][n] without the leak of the amplifiers
  double leak = 0.0;   // 1 / gain, of each amplifier by its own output
  arma::vec constant;  // [n]
  arma::mat noise;     // [n][n] 1/S: thermal noise at the inputs is 2 k T times this; two-sided, V^2/Hz

  arma::vec at(const arma::vec& z) const { return slope * z - leak * z + constant; }
};

class RectifiedLoop {
 public:
  // Throws std::invalid_argument if the drive does not fit.
  RectifiedLoop(const RegressionNetwork& network, const RegressionDrive& drive);

  arma::uword n() const { return network_.n(); }
  const RegressionNetwork& network() const { return network_; }
  const RegressionDrive& drive() const { return drive_; }
  const arma::vec& lowest_V() const { return lowest_V_; }    // [n] limits of the outputs
  const arma::vec& highest_V() const { return highest_V_; }  // [n]
  double rate_per_s() const;                                 // 2 pi gbwp

  // False if the circuit is singular.
  bool motion(const Sides& sides, LoopMotion& motion) const;

 private:
  const RegressionNetwork& network_;  // must outlive this
  RegressionDrive drive_;
  arma::vec lowest_V_, highest_V_, offset_V_, force_A_;
};

}  // namespace ohmimo::rram
