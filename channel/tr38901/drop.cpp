#include "channel/tr38901/drop.hpp"

#include <fmt/format.h>

#include <cmath>

#include "channel/tr38901/drop_user.hpp"
#include "phy/units.hpp"

namespace ohmimo {
namespace {

class Drop final : public PathModel {
 public:
  Drop(Scenario::Kind kind, const ChannelShape& shape, const Scene& scene)
      : scene_(scene),
        array_(antenna_array(scene, shape.n_rx)),
        n_user_(static_cast<std::size_t>(shape.n_user)),
        cell_(kind, array_, scene),
        mean_power_(cell_.mean_received_power()),
        sum_(array_) {}

  void draw(const FrameId& id, std::span<const double> time_s, PathSet& paths) override {
    paths.resize(array_.n_antenna(), n_user_, cell_.n_path(), time_s.size());
    sum_.set_times(time_s, scene_.speed_m_s > 0.0);
    for (std::size_t u = 0; u < n_user_; ++u) {
      RngStream place = stream_of_place(id, u), fading = stream_of_fading(id, u);
      cell_.draw(place, fading, user_);
      put(u, paths);
    }
  }

  std::string summary() const override {
    const Scenario& scenario = cell_.scenario();
    const std::string gain = scene_.keep_gain ? fmt::format("path loss and gain of elements kept, mean {:.2f} dB",
                                                            db_from_linear(mean_power_))
                                              : "mean power of the ensemble 1";
    return fmt::format(
        "{} of TR 38.901 {}: users dropped from {:g} to {:.0f} m away in a sector of {:g} degree, each with its own "
        "angles, power control {:g}; {}, {} elements; {}",
        scenario.name, scene_.edition, scenario.nearest_m, scenario.cell_radius_m, scene_.sector_deg,
        scene_.power_control, array_.name, scene_.element, gain);
  }

 private:
  // Gains come with power 1 before the field of the antennas; then they get the power that the user is received with.
  void put(std::size_t u, PathSet& paths) {
    double field_gain = 0.0;
    for (std::size_t n = 0; n < paths.n_path; ++n) {
      const std::size_t row = paths.row(u, n);
      paths.delay_s[row] = user_.paths.delay_s[n];
      paths.power[row] =
          sum_.gains(user_.paths.rays[n], paths.gains(0, u, n).data(), paths.n_user * paths.n_path * paths.n_rx);
      field_gain += paths.power[row];
    }
    paths.doppler_hz[u] = user_.motion.max_doppler_hz;
    const double power = cell_.received_power(user_, field_gain) / (scene_.keep_gain ? 1.0 : mean_power_);
    const double scale = power / field_gain;
    const float amplitude = static_cast<float>(std::sqrt(scale));
    for (std::size_t n = 0; n < paths.n_path; ++n) {
      paths.power[paths.row(u, n)] *= scale;
      for (std::size_t t = 0; t < paths.n_time; ++t)
        for (std::complex<float>& gain : paths.gains(t, u, n)) gain *= amplitude;
    }
  }

  Scene scene_;
  AntennaArray array_;
  std::size_t n_user_;
  DropCell cell_;
  double mean_power_;
  RaySum sum_;
  DropCell::User user_;
};

}  // namespace

FadingLaw drop(std::string_view name, const Scene& scene) {
  const Scenario::Kind kind = name == "umi"   ? Scenario::Kind::umi
                              : name == "uma" ? Scenario::Kind::uma
                                              : Scenario::Kind::inh;
  check_carrier(scenario_of(kind), scene.carrier_hz);
  large_scale_law(scenario_of(kind), true, scene.edition, scene.carrier_hz);
  FadingLaw law;
  law.edition = scene.edition == "v19" ? "v19" : "v18";
  law.make_paths = [kind, scene](const ChannelShape& shape) { return std::make_unique<Drop>(kind, shape, scene); };
  return law;
}

}  // namespace ohmimo
