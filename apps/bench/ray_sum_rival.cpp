#include "apps/bench/ray_sum_rival.hpp"

#include <cmath>
#include <numbers>

#include "channel/tr38901/cdl.hpp"

namespace ohmimo::bench {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;

}  // namespace

// The same names of streams as those of the model: the same draws.
RaySumRival::RaySumRival(const Scene& scene, int n_rx, int n_user, const FrameId& id) {
  const CdlTable table = load_cdl('c');
  const AntennaArray array = antenna_array(scene, n_rx);
  std::vector<double> power = normalised_powers(table.profile);
  const double mean_gain = cdl_mean_gain(table, array, scene);
  const double mean_departure_rad = ray_moments(table, CdlAngle::aod).mean_deg * degree;
  for (double& p : power) p /= mean_gain;
  arma::cx_vec theta(n_rx), phi(n_rx);
  RayPaths paths;
  for (int u = 0; u < n_user; ++u) {
    RngStream place = stream_of_place(id, u), small_scale = stream_of_fading(id, u);
    const double at_rad = scene.sector_deg * degree * (place.uniform() - 0.5);
    draw_cdl_rays(table, power, {at_rad - mean_departure_rad, draw_motion(scene, place)}, small_scale, paths);
    User& user = users_.emplace_back();
    for (std::size_t n = 0; n < paths.size(); ++n)
      for (const Ray& ray : paths[n]) {
        array_response(array, ray.at_base_station, {theta.memptr(), theta.n_elem}, {phi.memptr(), phi.n_elem});
        const arma::cx_vec response = theta * std::polar(ray.amplitude_theta, turn * ray.turns_theta) +
                                      phi * std::polar(ray.amplitude_phi, turn * ray.turns_phi);
        user.response.insert_cols(user.response.n_cols, arma::conv_to<arma::cx_fmat>::from(response));
        user.delay_s.push_back(table.profile.rows[n].delay * scene.delay_spread_s);
        user.doppler_hz.push_back(ray.doppler_hz);
      }
  }
}

arma::cx_fvec RaySumRival::channel(std::size_t user, double frequency_hz, double time_s) const {
  const User& of = users_[user];
  arma::cx_fvec phase(of.delay_s.size());
  for (arma::uword r = 0; r < phase.n_elem; ++r)
    phase(r) = std::polar(
        1.f, static_cast<float>(turn * std::remainder(of.doppler_hz[r] * time_s - frequency_hz * of.delay_s[r], 1.0)));
  return of.response * phase;
}

}  // namespace ohmimo::bench
