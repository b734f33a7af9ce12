#include "channel/tr38901/drop_user.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "channel/tr38901/path_loss.hpp"
#include "channel/tr38901/zenith_spread.hpp"
#include "phy/units.hpp"

namespace ohmimo {

DropCell::DropCell(Scenario::Kind kind, const AntennaArray& array, const Scene& scene)
    : scenario_(scenario_of(kind)), array_(array), scene_(scene) {
  check_carrier(scenario_, scene.carrier_hz);
  clear_ = large_scale_law(scenario_, true, scene.edition, scene.carrier_hz);
  obstructed_ = large_scale_law(scenario_, false, scene.edition, scene.carrier_hz);
  n_path_ = n_drop_path(std::max(clear_.n_cluster, obstructed_.n_cluster));
}

void DropCell::draw_link(const Normals& normals, RngStream& fading, User& user) {
  const bool sight = user.link.line_of_sight;
  const double distance_m = user.link.distance_m, carrier_hz = scene_.carrier_hz;
  const double mean = zsd_mean(scenario_, sight, distance_m, carrier_hz);
  user.path_loss_db = path_loss_db(scenario_, sight, distance_m, carrier_hz);
  user.large_scale = large_scale(law(sight), mean, normals);
  user.paths.delay_s.resize(n_path_);
  user.paths.rays.resize(n_path_);
  const LinkLaw link = {law(sight), user.large_scale, user.link, mean,
                        zod_offset_deg(scenario_, sight, distance_m, carrier_hz)};
  draw_clusters(link, fading, clusters_);
  const double wavelengths = user.link.distance_3d_m * carrier_hz / speed_of_light_m_s;
  draw_drop_rays(link, clusters_, user.motion, wavelengths, fading, user.paths);
}

void DropCell::draw(RngStream& place, RngStream& fading, User& user) {
  const double at_area = place.uniform(), at_azimuth = place.uniform();
  user.link = drop_link(scenario_, scene_.sector_deg, at_area, at_azimuth);
  user.link.line_of_sight = place.uniform() < line_of_sight_probability(scenario_, user.link.distance_m);
  user.motion = draw_motion(scene_, place);
  draw_link(draw_normals(place), fading, user);
}

double DropCell::received_power(const User& user, double field_gain) const {
  const double loss_db = user.path_loss_db - user.large_scale.shadowing_db - db_from_linear(field_gain);
  return linear_from_db(-(1.0 - scene_.power_control) * loss_db);
}

// Of E[exp(a z) f(z)] with z ~ N(0, 1): it is exp(a^2/2) E[f(z + a)], so the shadowing, which is z times its deviation,
// is left out of the average and its normal number shifted by a.
double DropCell::mean_received_power() {
  if (scene_.power_control == 1.0) return 1.0;
  constexpr int n_place = 512;
  RngStream normals(FrameId{38901, 0, 0}, Purpose::channel), fading(FrameId{38901, 0, 1}, Purpose::channel);
  User user;
  double mean = 0.0;
  for (int k = 0; k < n_place; ++k) {
    const double at_azimuth = std::fmod((k + 0.5) * std::numbers::phi, 1.0);
    user.link = drop_link(scenario_, scene_.sector_deg, (k + 0.5) / n_place, at_azimuth);
    const double sight = line_of_sight_probability(scenario_, user.link.distance_m);
    for (const bool line_of_sight : {true, false}) {
      user.link.line_of_sight = line_of_sight;
      const double a = (1.0 - scene_.power_control) * law(line_of_sight).deviation[lsp::sf] * std::numbers::ln10 / 10.0;
      Normals normal = draw_normals(normals);
      normal[lsp::sf] += a;
      draw_link(normal, fading, user);
      user.large_scale.shadowing_db = 0.0;
      double gain = 0.0;
      for (const std::vector<Ray>& rays : user.paths.rays)
        for (const Ray& ray : rays) gain += mean_power(array_, ray);
      mean += (line_of_sight ? sight : 1.0 - sight) * std::exp(a * a / 2.0) * received_power(user, gain) / n_place;
    }
  }
  return mean;
}

}  // namespace ohmimo
