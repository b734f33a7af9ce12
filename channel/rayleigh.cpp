#include "channel/rayleigh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "channel/parameter.hpp"
#include "phy/simd/isa.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo {
namespace {

const float half_power = static_cast<float>(std::sqrt(0.5));

class Rayleigh final : public FadingModel {
 public:
  explicit Rayleigh(double rho) : rho_(static_cast<float>(rho)) {}

  void draw(const FrameId& id, MatrixBatch& h) override {
    RngStream stream(id, Purpose::channel);
    for (std::size_t b = 0; b < h.n_block(); ++b) {
      const BlockView view = h.block(b);
      for (std::size_t row = 0; row < h.rows(); ++row)
        stream.fill_normal({view.data + row * view.stride, h.cols() * entry_size}, half_power);
      if (rho_ > 0.f) simd::kernels().correlate_rows(view, h.rows(), h.cols(), rho_);
    }
  }

 private:
  float rho_;
};

// H = Q R: R_kk^2 ~ Gamma(n_rx - k, 1), k = 0.., R_kj ~ CN(0, 1) for j > k, all independent (Bartlett 1933; complex
// case Goodman, Ann. Math. Stat. 34, 1963).
class BartlettFactor final : public FadingModel {
 public:
  explicit BartlettFactor(int n_rx) : n_rx_(n_rx) {}

  void draw(const FrameId& id, MatrixBatch& r) override {
    RngStream stream(id, Purpose::channel);
    const std::size_t n_user = r.cols();
    for (std::size_t b = 0; b < r.n_block(); ++b)
      for (std::size_t k = 0; k < n_user; ++k) {
        float* row = r.block(b).data + k * r.block(b).stride;
        std::fill_n(row, (k + 1) * entry_size, 0.f);
        stream.fill_root_gamma({row + k * entry_size, n_lane}, static_cast<float>(n_rx_ - static_cast<int>(k)));
        stream.fill_normal({row + (k + 1) * entry_size, (n_user - k - 1) * entry_size}, half_power);
      }
  }

 private:
  int n_rx_;
};

FadingMaker rayleigh_maker(double rho) {
  return [rho](const ChannelShape&) { return std::make_unique<Rayleigh>(rho); };
}

}  // namespace

FadingLaw iid_rayleigh() {
  return {.make = rayleigh_maker(0.0), .iid = true, .make_gram_factor = [](const ChannelShape& shape) {
            return std::make_unique<BartlettFactor>(shape.n_rx);
          }};
}

FadingLaw exponential_rayleigh(double rho) {
  return {.make = rayleigh_maker(rho), .iid = rho == 0.0};
}

FadingLaw exponential_rayleigh_from_text(std::string_view text) {
  const double rho = parameter_from_text("channel correlation", text);
  if (rho < 0.0 || rho >= 1.0)
    throw std::invalid_argument(fmt::format("channel correlation must be from 0 to below 1, got {}", rho));
  return exponential_rayleigh(rho);
}

}  // namespace ohmimo
