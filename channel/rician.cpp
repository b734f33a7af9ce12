#include "channel/rician.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "channel/parameter.hpp"
#include "channel/plane_waves.hpp"
#include "phy/units.hpp"

namespace ohmimo {
namespace {

class Rician final : public FadingModel {
 public:
  Rician(const ChannelShape& shape, double k, double sector_deg)
      : waves_(static_cast<std::size_t>(shape.n_rx)),
        los_amplitude_(std::sqrt(k / (k + 1.0))),
        sigma_(static_cast<float>(std::sqrt(0.5 / (k + 1.0)))),
        sector_deg_(sector_deg) {}

  void draw(const FrameId& id, MatrixBatch& h) override {
    RngStream scattered(id, Purpose::channel, 0), direct(id, Purpose::channel, 1);
    for (std::size_t b = 0; b < h.n_block(); ++b) {
      const BlockView view = h.block(b);
      for (std::size_t row = 0; row < h.rows(); ++row)
        scattered.fill_normal({view.data + row * view.stride, h.cols() * 2 * n_lane}, sigma_);
      for (std::size_t user = 0; user < h.cols(); ++user) {
        waves_.clear();
        waves_.add(line_of_sight(direct));
        waves_.add_to(view, user);
      }
    }
  }

 private:
  PlaneWave line_of_sight(RngStream& stream) const {
    PlaneWave wave;
    const Lanes angle = sector_angles(stream, sector_deg_);
    for (std::size_t k = 0; k < n_lane; ++k) {
      const double phase = 2.0 * std::numbers::pi * stream.uniform();
      wave.re[k] = los_amplitude_ * std::cos(phase);
      wave.im[k] = los_amplitude_ * std::sin(phase);
      wave.sine[k] = std::sin(angle[k]);
    }
    return wave;
  }

  PlaneWaveSum waves_;
  double los_amplitude_;
  float sigma_;
  double sector_deg_;
};

}  // namespace

FadingLaw rician(std::string_view k_db, const Scene& scene) {
  const double k = parameter_from_text("channel K", k_db);
  if (k < -100.0 || k > 100.0)
    throw std::invalid_argument(fmt::format("channel K must be from -100 to 100 dB, got {}", k));
  FadingLaw law;
  law.make = [k = linear_from_db(k), sector_deg = scene.sector_deg](const ChannelShape& shape) {
    return std::make_unique<Rician>(shape, k, sector_deg);
  };
  return law;
}

}  // namespace ohmimo
