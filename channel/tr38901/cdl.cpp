#include "channel/tr38901/cdl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "channel/antenna_array.hpp"
#include "channel/tr38901/cdl_rays.hpp"
#include "channel/tr38901/user_motion.hpp"
#include "phy/units.hpp"

namespace ohmimo {
namespace {

bool turned(const Scene& scene) {
  if (scene.user_angles != "sector" && scene.user_angles != "same")
    throw std::invalid_argument(fmt::format("user-angles must be sector or same, got \"{}\"", scene.user_angles));
  return scene.user_angles == "sector";
}

class Cdl final : public PathModel {
 public:
  Cdl(const CdlTable& table, const ChannelShape& shape, const Scene& scene)
      : table_(table),
        scene_(scene),
        array_(antenna_array(scene, shape.n_rx)),
        n_user_(static_cast<std::size_t>(shape.n_user)),
        power_(normalised_powers(table.profile)),
        mean_departure_rad_(ray_moments(table, CdlAngle::aod).mean_deg * degree),
        turned_(turned(scene)),
        mean_gain_(cdl_mean_gain(table, array_, scene)),
        sum_(array_) {
    if (!scene.keep_gain)
      for (double& power : power_) power /= mean_gain_;
  }

  void draw(const FrameId& id, std::span<const double> time_s, PathSet& paths) override {
    const std::size_t n_path = power_.size();
    paths.resize(array_.n_antenna(), n_user_, n_path, time_s.size());
    sum_.set_times(time_s, scene_.speed_m_s > 0.0);
    for (std::size_t u = 0; u < n_user_; ++u) {
      RngStream place = stream_of_place(id, u), small_scale = stream_of_fading(id, u);
      const double at_rad = scene_.sector_deg * degree * (place.uniform() - 0.5);
      const CdlUser user = {turned_ ? at_rad - mean_departure_rad_ : 0.0, draw_motion(scene_, place)};
      draw_cdl_rays(table_, power_, user, small_scale, rays_);
      paths.doppler_hz[u] = user.motion.max_doppler_hz;
      for (std::size_t n = 0; n < n_path; ++n) {
        paths.delay_s[paths.row(u, n)] = table_.profile.rows[n].delay * scene_.delay_spread_s;  // 7.7-1
        paths.power[paths.row(u, n)] =
            sum_.gains(rays_[n], paths.gains(0, u, n).data(), n_user_ * n_path * array_.n_antenna());
      }
    }
  }

  std::string summary() const override {
    const std::string users =
        turned_ ? fmt::format("users turned to places of their own in a sector of {:g} degree", scene_.sector_deg)
                : "all users share the angles of one CDL and so one small subspace";
    const std::string gain = scene_.keep_gain
                                 ? fmt::format("gain of elements kept, mean {:.2f} dB", db_from_linear(mean_gain_))
                                 : "mean power of the ensemble 1";
    return fmt::format("{} of TR 38.901 clause 7.7.1, delays times {:g} ns, {}; {}, {} elements; {}", table_.name,
                       scene_.delay_spread_s * 1e9, users, array_.name, scene_.element, gain);
  }

 private:
  CdlTable table_;
  Scene scene_;
  AntennaArray array_;
  std::size_t n_user_;
  std::vector<double> power_;  // of the rows, before the field of the antennas
  double mean_departure_rad_;
  bool turned_;
  double mean_gain_;
  RaySum sum_;
  RayPaths rays_;
};

// Sum over the couplings of azimuth and zenith of departure, which are equally likely.
double mean_gain_of_row(const CdlTable& table, const ProfileRow& row, const AntennaArray& array, double rotation_rad) {
  if (row.line_of_sight)
    return mean_power(array, {{row.zod_deg * degree, row.aod_deg * degree + rotation_rad}, 1.0, 0.0, 0.0, 0.0, 0.0});
  const double root_inverse_xpr = std::sqrt(1.0 / linear_from_db(table.xpr_db));
  double sum = 0.0;
  for (const double zenith : ray_offsets().offset)
    for (const double azimuth : ray_offsets().offset) {
      const Direction direction = {folded_zenith_deg(row.zod_deg + table.c_zsd_deg * zenith) * degree,
                                   (row.aod_deg + table.c_asd_deg * azimuth) * degree + rotation_rad};
      sum += mean_power(array, {direction, 1.0, root_inverse_xpr, 0.0, 0.0, 0.0});
    }
  return sum / (n_ray * n_ray);
}

}  // namespace

double cdl_mean_gain(const CdlTable& table, const AntennaArray& array, const Scene& scene) {
  const std::vector<double> power = normalised_powers(table.profile);
  const double mean_rad = ray_moments(table, CdlAngle::aod).mean_deg * degree;
  // Midpoint rule: its error is 1e-4 of the mean for 48 parts of 120 degree, by the slope of the pattern at the ends.
  const int n_place = turned(scene) ? 48 : 1;
  double gain = 0.0;
  for (int k = 0; k < n_place; ++k) {
    const double at_rad = scene.sector_deg * degree * ((k + 0.5) / n_place - 0.5);
    const double rotation_rad = turned(scene) ? at_rad - mean_rad : 0.0;
    for (std::size_t n = 0; n < power.size(); ++n)
      gain += power[n] * mean_gain_of_row(table, table.profile.rows[n], array, rotation_rad) / n_place;
  }
  return gain;
}

std::unique_ptr<PathModel> cdl_model(const CdlTable& table, const ChannelShape& shape, const Scene& scene) {
  return std::make_unique<Cdl>(table, shape, scene);
}

FadingLaw clustered_delay_line(std::string_view text, const Scene& scene) {
  const CdlTable table = cdl_from_text(text);
  turned(scene);
  FadingLaw law;
  law.make_paths = [table = with_scene(table, scene), scene](const ChannelShape& shape) {
    return cdl_model(table, shape, scene);
  };
  return law;
}

}  // namespace ohmimo
