#include "channel/tr38901/tdl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <utility>

#include "channel/correlation.hpp"
#include "channel/parameter.hpp"
#include "channel/tr38901/profile.hpp"
#include "channel/tr38901/rayleigh_tap.hpp"

namespace ohmimo {
namespace {

constexpr double los_doppler_share = 0.7;  // of the largest shift: TR 38.901, 7.7.2

// With the K of the scene, delays still as in the table.
Profile profile_of(std::string_view name, const Scene& scene) {
  std::string file(name);
  std::replace(file.begin(), file.end(), '-', '_');
  const Profile profile = load_profile(file);
  if (scene.k_factor_db == "auto") return profile;
  const double k_db = parameter_from_text("k-factor-db", scene.k_factor_db);
  if (k_db < -100.0 || k_db > 100.0)
    throw std::invalid_argument(fmt::format("k-factor-db must be auto or from -100 to 100 dB, got {}", k_db));
  return with_k_factor(profile, k_db);
}

class TappedDelayLine final : public PathModel {
 public:
  TappedDelayLine(std::string_view name, const ChannelShape& shape, const Scene& scene)
      : name_(name),
        shape_(shape),
        profile_(profile_of(name, scene)),
        power_(normalised_powers(profile_)),
        doppler_hz_(scene.max_doppler_hz()),
        tap_(static_cast<std::size_t>(shape.n_rx), root_of(shape, scene)),
        correlation_(scene.correlation) {
    for (ProfileRow& row : profile_.rows) row.delay *= profile_.normalised_delay ? scene.delay_spread_s : 1.0;
  }

  void draw(const FrameId& id, std::span<const double> time_s, PathSet& paths) override {
    paths.resize(static_cast<std::size_t>(shape_.n_rx), static_cast<std::size_t>(shape_.n_user), power_.size(),
                 time_s.size());
    for (std::size_t user = 0; user < paths.n_user; ++user) {
      RngStream stream(id, Purpose::channel, static_cast<std::uint32_t>(user));
      paths.doppler_hz[user] = doppler_hz_;
      for (std::size_t path = 0; path < power_.size(); ++path) {
        paths.delay_s[paths.row(user, path)] = profile_.rows[path].delay;
        paths.power[paths.row(user, path)] = power_[path];
        if (profile_.rows[path].line_of_sight)
          draw_line_of_sight(stream, time_s, user, path, paths);
        else
          draw_tap(stream, time_s, user, path, paths);
      }
    }
  }

  std::string summary() const override {
    const bool los = profile_.rows.front().line_of_sight;
    return fmt::format("{}: {} paths of rms delay {:.4g} ns, delays as printed, users independent, correlation {}{}",
                       name_, power_.size(), rms_delay(profile_, power_) * 1e9, correlation_,
                       los ? ", line of sight in phase at all antennas" : "");
  }

 private:
  static arma::mat root_of(const ChannelShape& shape, const Scene& scene) {
    const AntennaCorrelation correlation = antenna_correlation(scene);
    if (correlation.kind == AntennaCorrelation::Kind::none) return {};
    return correlation_root(correlation, static_cast<std::size_t>(shape.n_rx));
  }

  void draw_line_of_sight(RngStream& stream, std::span<const double> time_s, std::size_t user, std::size_t path,
                          PathSet& paths) const {
    const double turns = stream.uniform(), amplitude = std::sqrt(power_[path]);
    for (std::size_t t = 0; t < time_s.size(); ++t) {
      const double phase = 2.0 * std::numbers::pi * (turns + los_doppler_share * doppler_hz_ * time_s[t]);
      const std::complex<float> gain(std::polar(amplitude, phase));
      std::ranges::fill(paths.gains(t, user, path), gain);
    }
  }

  void draw_tap(RngStream& stream, std::span<const double> time_s, std::size_t user, std::size_t path, PathSet& paths) {
    tap_.draw(stream, power_[path], doppler_hz_ > 0.0);
    for (std::size_t t = 0; t < time_s.size(); ++t) tap_.at(doppler_hz_ * time_s[t], paths.gains(t, user, path));
  }

  std::string name_;
  ChannelShape shape_;
  Profile profile_;
  std::vector<double> power_;
  double doppler_hz_;
  RayleighTap tap_;
  std::string correlation_;
};

}  // namespace

std::unique_ptr<PathModel> make_tapped_delay_line(std::string_view name, const ChannelShape& shape,
                                                  const Scene& scene) {
  return std::make_unique<TappedDelayLine>(name, shape, scene);
}

FadingLaw tapped_delay_line(std::string_view name, const Scene& scene) {
  FadingLaw law;
  law.make_paths = [name = std::string(name), scene](const ChannelShape& shape) {
    return make_tapped_delay_line(name, shape, scene);
  };
  law.iid = antenna_correlation(scene).kind == AntennaCorrelation::Kind::none &&
            !profile_of(name, scene).rows.front().line_of_sight;
  return law;
}

}  // namespace ohmimo
