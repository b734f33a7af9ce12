// The rival of the link benchmark: the same uncoded chain as an engineer writes it with Armadillo, one matrix at a
// time, single precision. One inv_sympd gives the MMSE estimate and its bias; nothing estimates a condition number.
// The generator and the laws are Armadillo's own, but held here: without its run-time library, as this program is
// built, randn seeds a generator at every call, which would take half of the time of 16x4.
#pragma once
#include <armadillo>
#include <random>

#include "phy/modulation/constellation.hpp"

namespace ohmimo::bench {

class ArmadilloChain {
 public:
  ArmadilloChain(int n_rx, int n_user, const Constellation& constellation);

  // Draws n fresh channels with one vector each, detects by unbiased MMSE; returns the bit errors.
  std::uint64_t run(int n, double noise_var);

 private:
  arma::uword n_rx_, n_user_;
  Constellation constellation_;
  std::mt19937_64 engine_{1};
  std::normal_distribution<double> normal_{0.0, std::sqrt(0.5)};
};

}  // namespace ohmimo::bench
