// One tap without line of sight: Rayleigh fading at all antennas of the base station, for one user over time.
#pragma once
#include <armadillo>
#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "phy/rng.hpp"

namespace ohmimo {

// g(t) = sum over n of c_n exp(j 2 pi f_D t cos a_n), a_n = (2 pi n + theta_n) / N, theta_n uniform in (-pi, pi) (Xiao,
// Zheng and Beaulieu, IEEE Trans. Wireless Commun. 5(9), 2006), c_n ~ CN(0, P / N) independent per antenna in place of
// their unit phasors: g(t) is CN(0, P) exactly for every N, and E[g(t + s) conj g(t)] = P J0(2 pi f_D s) exactly, as
// the a_n together are uniform on the circle. Antennas share the a_n. Over several times the law is Gaussian given the
// a_n.
class RayleighTap {
 public:
  static constexpr std::size_t n_wave = 16;

  // root: lower triangular, of the correlation between antennas; empty: none.
  RayleighTap(std::size_t n_rx, const arma::mat& root);

  // A new realisation of mean power P. A user who stands still has one wave, CN(0, P).
  void draw(RngStream& stream, double power, bool moving);

  // g at all antennas [n_rx], at the time t of turns = f_D t.
  void at(double turns, std::span<std::complex<float>> gain);

 private:
  void correlate(float* amplitude);

  std::size_t n_rx_, n_block_;  // blocks of 16 antennas
  std::size_t waves_ = 1;
  std::vector<float> root_;       // [block][column][16]; empty: no correlation
  std::vector<float> amplitude_;  // [wave][block][re|im][16]
  std::vector<float> work_;       // [block][re|im][16]
  std::array<double, n_wave> cosine_ = {};
};

}  // namespace ohmimo
