#include "apps/bench/armadillo_chain.hpp"

#include <stdexcept>

namespace ohmimo::bench {

ArmadilloChain::ArmadilloChain(int n_rx, int n_user, const Constellation& constellation)
    : n_rx_(n_rx), n_user_(n_user), constellation_(constellation) {}

std::uint64_t ArmadilloChain::run(int n, double noise_var) {
  std::uint64_t errors = 0;
  const float sigma = static_cast<float>(std::sqrt(noise_var));
  const auto complex_normal = [this] {  // CN(0, 1)
    const auto re = static_cast<float>(normal_(engine_)), im = static_cast<float>(normal_(engine_));
    return std::complex<float>(re, im);
  };
  std::uniform_int_distribution<arma::uword> label(0, constellation_.size() - 1);
  for (int k = 0; k < n; ++k) {
    arma::cx_fmat h(n_rx_, n_user_, arma::fill::none);
    arma::cx_fvec w(n_rx_, arma::fill::none), x(n_user_, arma::fill::none);
    arma::uvec labels(n_user_, arma::fill::none);
    h.imbue(complex_normal);
    w.imbue(complex_normal);
    labels.imbue([&] { return label(engine_); });
    for (arma::uword u = 0; u < n_user_; ++u) x(u) = constellation_.points[labels(u)];
    const arma::cx_fvec y = h * x + sigma * w;
    arma::cx_fmat a = h.t() * h;
    a.diag() += static_cast<float>(noise_var);
    arma::cx_fmat inverse;
    if (!arma::inv_sympd(inverse, a)) throw std::runtime_error("bench: Armadillo could not invert");
    const arma::cx_fvec x_hat = inverse * (h.t() * y);
    for (arma::uword u = 0; u < n_user_; ++u) {
      const float gain = 1.f - static_cast<float>(noise_var) * inverse(u, u).real();
      errors +=
          __builtin_popcount(hard_decision(constellation_, x_hat(u) / gain) ^ static_cast<std::uint32_t>(labels(u)));
    }
  }
  return errors;
}

}  // namespace ohmimo::bench
