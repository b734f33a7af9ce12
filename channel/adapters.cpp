#include "channel/adapters.hpp"

#include <algorithm>
#include <array>

namespace ohmimo {
namespace {

class FlatOverSlot final : public PathModel {
 public:
  FlatOverSlot(std::unique_ptr<FadingModel> model, const ChannelShape& shape)
      : model_(std::move(model)), h_(n_lane, shape.n_rx, shape.n_user) {}

  void draw(const FrameId& id, std::span<const double> time_s, PathSet& paths) override {
    model_->draw(id, h_);
    paths.resize(h_.rows(), h_.cols(), 1, time_s.size());
    std::ranges::fill(paths.delay_s, 0.0);
    std::ranges::fill(paths.power, 1.0);
    std::ranges::fill(paths.doppler_hz, 0.0);
    for (std::size_t t = 0; t < time_s.size(); ++t)
      for (std::size_t u = 0; u < h_.cols(); ++u)
        for (std::size_t rx = 0; rx < h_.rows(); ++rx) paths.gains(t, u, 0)[rx] = h_.get(0, rx, u);
  }

  std::string summary() const override { return "one channel for all subcarriers and symbols of a slot"; }

 private:
  std::unique_ptr<FadingModel> model_;
  MatrixBatch h_;
};

class OneElementPerSlot final : public FadingModel {
 public:
  explicit OneElementPerSlot(std::unique_ptr<PathModel> model) : model_(std::move(model)) {}

  void draw(const FrameId& id, MatrixBatch& h) override {
    constexpr std::array<double, 1> start = {0.0};
    for (std::size_t c = 0; c < h.n_channel(); ++c) {
      model_->draw(name_of(id, c), start, paths_);
      for (std::size_t u = 0; u < h.cols(); ++u)
        for (std::size_t rx = 0; rx < h.rows(); ++rx) h.set(c, rx, u, at_carrier(u, rx));
    }
  }

 private:
  // A slot's name of its own: seeds a golden-ratio step apart, as splitmix64 takes them.
  static FrameId name_of(const FrameId& id, std::size_t channel) {
    return {id.seed + (channel + 1) * 0x9e3779b97f4a7c15u, id.point, id.frame};
  }

  // At the carrier all phases of delays are 1.
  std::complex<float> at_carrier(std::size_t user, std::size_t rx) const {
    if (paths_.sampled_hz > 0.0) return paths_.gains(0, user, paths_.n_path / 2)[rx];
    std::complex<double> sum = 0.0;
    for (std::size_t p = 0; p < paths_.n_path; ++p) sum += std::complex<double>(paths_.gains(0, user, p)[rx]);
    return std::complex<float>(sum);
  }

  std::unique_ptr<PathModel> model_;
  PathSet paths_;
};

}  // namespace

std::unique_ptr<PathModel> flat_over_slot(std::unique_ptr<FadingModel> model, const ChannelShape& shape) {
  return std::make_unique<FlatOverSlot>(std::move(model), shape);
}

std::unique_ptr<FadingModel> one_element_per_slot(std::unique_ptr<PathModel> model) {
  return std::make_unique<OneElementPerSlot>(std::move(model));
}

}  // namespace ohmimo
