#include "channel/one_ring.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "channel/parameter.hpp"
#include "channel/plane_waves.hpp"

namespace ohmimo {
namespace {

struct Ray {
  double offset_rad, weight;  // weights have sum 1
};

// In units of the spread s, the integrand is a Gaussian times a phase that turns by at most w = pi (n_rx - 1) s per
// unit. The trapezoidal rule of step q errs by the Gaussian's spectrum beyond 2 pi / q - w: 6 there, e^-18 = 1.5e-8.
std::vector<Ray> rays_of(std::size_t n_rx, double spread_rad) {
  if (spread_rad == 0.0) return {{0.0, 1.0}};
  const double w = std::numbers::pi * static_cast<double>(n_rx - 1) * spread_rad, reach = 6.0;
  const int half = static_cast<int>(std::ceil(reach * (w + 6.0) / (2.0 * std::numbers::pi)));
  std::vector<Ray> rays;
  double sum = 0.0;
  for (int k = -half; k <= half; ++k) {
    const double offset = reach * k / half, weight = std::exp(-0.5 * offset * offset);
    rays.push_back({offset * spread_rad, weight});
    sum += weight;
  }
  for (Ray& ray : rays) ray.weight /= sum;
  return rays;
}

class OneRing final : public FadingModel {
 public:
  OneRing(const ChannelShape& shape, double spread_rad, double sector_deg)
      : waves_(static_cast<std::size_t>(shape.n_rx)),
        rays_(rays_of(static_cast<std::size_t>(shape.n_rx), spread_rad)),
        sector_deg_(sector_deg) {}

  void draw(const FrameId& id, MatrixBatch& h) override {
    RngStream gains(id, Purpose::channel, 0), angles(id, Purpose::channel, 1);
    for (std::size_t b = 0; b < h.n_block(); ++b)
      for (std::size_t user = 0; user < h.cols(); ++user) {
        waves_.clear();
        const Lanes angle = sector_angles(angles, sector_deg_);
        for (const Ray& ray : rays_) waves_.add(wave_of(ray, angle, gains));
        waves_.write_to(h.block(b), user);
      }
  }

 private:
  static PlaneWave wave_of(const Ray& ray, const Lanes& angle, RngStream& stream) {
    alignas(64) std::array<float, 2 * n_lane> gain;
    stream.fill_normal(gain, static_cast<float>(std::sqrt(ray.weight / 2)));
    PlaneWave wave;
    for (std::size_t k = 0; k < n_lane; ++k) {
      wave.re[k] = gain[k];
      wave.im[k] = gain[n_lane + k];
      wave.sine[k] = std::sin(angle[k] + ray.offset_rad);
    }
    return wave;
  }

  PlaneWaveSum waves_;
  std::vector<Ray> rays_;
  double sector_deg_;
};

}  // namespace

FadingLaw one_ring(std::string_view spread_deg, const Scene& scene) {
  const double spread = parameter_from_text("channel angular spread", spread_deg);
  if (spread < 0.0 || spread > 90.0)
    throw std::invalid_argument(fmt::format("channel angular spread must be from 0 to 90 degree, got {}", spread));
  FadingLaw law;
  const double spread_rad = spread * std::numbers::pi / 180.0;
  law.make = [spread_rad, sector_deg = scene.sector_deg](const ChannelShape& shape) {
    return std::make_unique<OneRing>(shape, spread_rad, sector_deg);
  };
  return law;
}

}  // namespace ohmimo
