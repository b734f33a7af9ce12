// The rival of the link benchmark: the same uncoded chain as an engineer writes it with Armadillo, one matrix at a
// time, single precision. One inv_sympd gives the MMSE estimate and its bias; nothing estimates a condition number.
// Nine tenths of its time go into randn.
#pragma once
#include <armadillo>

#include "phy/constellation.hpp"

namespace ohmimo {

class ArmadilloChain {
 public:
  ArmadilloChain(int n_rx, int n_user, const Constellation& constellation);

  // Draws n fresh channels with one vector each, detects by unbiased MMSE; returns the bit errors.
  std::uint64_t run(int n, double noise_var);

 private:
  arma::uword n_rx_, n_user_;
  Constellation constellation_;
};

}  // namespace ohmimo
