#include "rram/circuit/thermal_noise.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ohmimo::rram {

arma::mat thermal_noise(const Network& network) {
  const CircuitModel& model = network.model;
  if (model.r_out_ohm > 0.0)
    throw std::invalid_argument(
        fmt::format("output resistance must be 0 ohm for thermal noise, got {}", model.r_out_ohm));
  constexpr double boltzmann_J_per_K = 1.380649e-23;
  const double k_t = boltzmann_J_per_K * model.temperature_K;
  const double w_t = 2.0 * M_PI * model.amplifier.gbwp_hz, w_ti = 2.0 * M_PI * model.inverter.gbwp_hz;
  const arma::uword n = network.n;
  const StateSpace system = state_space(network);
  arma::mat covariance(n, n, arma::fill::value(NAN));
  if (!is_stable(system)) return covariance;
  arma::mat q(arma::size(system.f), arma::fill::zeros), x;
  if (model.c_row_F > 0.0)
    q.submat(network.n_output(), network.n_output(), arma::size(n, n)) =
        2.0 * k_t * network.rows_u() / (model.c_row_F * model.c_row_F);
  else
    q.submat(0, 0, arma::size(n, n)) = 2.0 * k_t * w_t * w_t * arma::inv_sympd(network.rows_u());
  for (arma::uword k = 0; k < network.n_inverter; ++k) q(n + k, n + k) = k_t * w_ti * w_ti / model.g_inverter_S;
  if (arma::sylvester(x, system.f / w_t, system.f.t() / w_t, q / w_t)) covariance = x.submat(0, 0, arma::size(n, n));
  return covariance;
}

}  // namespace ohmimo::rram
