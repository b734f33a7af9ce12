#include "channel/tr38901/cdl_rays.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "channel/tr38901/shuffle.hpp"
#include "phy/units.hpp"

namespace ohmimo {
namespace {

Direction at_base_station(const CdlUser& user, double azimuth_deg, double zenith_deg) {
  return {folded_zenith_deg(zenith_deg) * degree, azimuth_deg * degree + user.rotation_rad};
}

// Polarisation matrix diag(1, -1), one random phase of the link in place of that of its distance, which a CDL has not.
Ray line_of_sight(const ProfileRow& row, double power, const CdlUser& user, RngStream& stream) {
  Ray ray;
  ray.at_base_station = at_base_station(user, row.aod_deg, row.zod_deg);
  ray.amplitude_theta = std::sqrt(power);
  ray.turns_theta = stream.uniform();
  ray.doppler_hz = doppler_hz(user.motion, row.aoa_deg, row.zoa_deg);
  return ray;
}

}  // namespace

void draw_cdl_rays(const CdlTable& table, std::span<const double> power, const CdlUser& user, RngStream& stream,
                   RayPaths& rays) {
  const std::array<double, n_ray>& offset = ray_offsets().offset;
  const double root_inverse_xpr = std::sqrt(1.0 / linear_from_db(table.xpr_db));
  rays.resize(table.profile.rows.size());
  for (std::size_t n = 0; n < rays.size(); ++n) {
    const ProfileRow& row = table.profile.rows[n];
    if (row.line_of_sight) {
      rays[n].assign(1, line_of_sight(row, power[n], user, stream));
      continue;
    }
    // Which ray of each other angle goes with a ray of the azimuth of departure.
    std::array<std::size_t, n_ray> zod, aoa, zoa;
    for (std::array<std::size_t, n_ray>* order : {&zod, &aoa, &zoa}) {
      std::iota(order->begin(), order->end(), std::size_t{0});
      shuffle(*order, stream);
    }
    rays[n].resize(n_ray);
    for (std::size_t m = 0; m < n_ray; ++m) {
      Ray& ray = rays[n][m];
      ray.at_base_station = at_base_station(user, row.aod_deg + table.c_asd_deg * offset[m],
                                            row.zod_deg + table.c_zsd_deg * offset[zod[m]]);
      ray.amplitude_theta = std::sqrt(power[n] / n_ray);
      ray.amplitude_phi = ray.amplitude_theta * root_inverse_xpr;
      ray.turns_theta = stream.uniform();
      ray.turns_phi = stream.uniform();
      ray.doppler_hz = doppler_hz(user.motion, row.aoa_deg + table.c_asa_deg * offset[aoa[m]],
                                  row.zoa_deg + table.c_zsa_deg * offset[zoa[m]]);
    }
  }
}

}  // namespace ohmimo
