#include "channel/saleh.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "channel/parameter.hpp"
#include "channel/plane_waves.hpp"

namespace ohmimo {
namespace {

constexpr double ray_spread_deg = 7.5;

class SalehValenzuela final : public FadingModel {
 public:
  SalehValenzuela(const ChannelShape& shape, int n_cluster, int n_ray, double sector_deg)
      : waves_(static_cast<std::size_t>(shape.n_rx)), n_cluster_(n_cluster), n_ray_(n_ray), sector_deg_(sector_deg) {}

  void draw(const FrameId& id, MatrixBatch& h) override {
    RngStream gains(id, Purpose::channel, 0), angles(id, Purpose::channel, 1);
    for (std::size_t b = 0; b < h.n_block(); ++b)
      for (std::size_t user = 0; user < h.cols(); ++user) {
        waves_.clear();
        for (int cluster = 0; cluster < n_cluster_; ++cluster) {
          const Lanes angle = sector_angles(angles, sector_deg_);
          for (int ray = 0; ray < n_ray_; ++ray) waves_.add(draw_ray(angle, angles, gains));
        }
        waves_.write_to(h.block(b), user);
      }
  }

 private:
  PlaneWave draw_ray(const Lanes& cluster, RngStream& angles, RngStream& gains) const {
    alignas(64) std::array<float, 2 * n_lane> gain;
    gains.fill_normal(gain, static_cast<float>(std::sqrt(0.5 / (n_cluster_ * n_ray_))));
    PlaneWave wave;
    for (std::size_t k = 0; k < n_lane; ++k) {
      wave.re[k] = gain[k];
      wave.im[k] = gain[n_lane + k];
      wave.sine[k] = std::sin(cluster[k] + laplacian(angles.uniform()));
    }
    return wave;
  }

  // The Laplacian's quantile [rad]; its scale is the standard deviation over sqrt 2.
  static double laplacian(double u) {
    const double scale = ray_spread_deg * std::numbers::pi / 180.0 / std::numbers::sqrt2;
    return u < 0.5 ? scale * std::log(2.0 * u) : -scale * std::log(2.0 * (1.0 - u));
  }

  PlaneWaveSum waves_;
  int n_cluster_, n_ray_;
  double sector_deg_;
};

int count_of(std::string_view field, std::string_view text) {
  const double count = parameter_from_text(field, text);
  if (count < 1.0 || count > 1000.0 || count != std::floor(count))
    throw std::invalid_argument(fmt::format("{} must be a whole number from 1 to 1000, got {}", field, count));
  return static_cast<int>(count);
}

}  // namespace

FadingLaw saleh_valenzuela(std::string_view text, const Scene& scene) {
  const std::size_t cross = text.find('x');
  if (cross == std::string_view::npos)
    throw std::invalid_argument(fmt::format("channel saleh must be CLxRAYS as in 8x10, got \"{}\"", text));
  FadingLaw law;
  law.make = [n_cluster = count_of("channel clusters", text.substr(0, cross)),
              n_ray = count_of("channel rays", text.substr(cross + 1)),
              sector_deg = scene.sector_deg](const ChannelShape& shape) {
    return std::make_unique<SalehValenzuela>(shape, n_cluster, n_ray, sector_deg);
  };
  return law;
}

}  // namespace ohmimo
