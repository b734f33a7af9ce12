#include "channel/uplink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "phy/simd/kernels.hpp"
#include "phy/units.hpp"

namespace ohmimo {

std::vector<double> user_gains(int n_user, double spread_db) {
  std::vector<double> gain(n_user, 1.0);
  for (int u = 1; u < n_user; ++u) gain[u] = linear_from_db(-spread_db * u / (n_user - 1));
  const double mean = std::accumulate(gain.begin(), gain.end(), 0.0) / n_user;
  for (double& g : gain) g /= mean;
  return gain;
}

Uplink::Uplink(const UplinkConfig& config, const Constellation& constellation)
    : config_(config), constellation_(constellation) {
  const FadingLaw& law = config.channel.law;
  if (config.exact_statistics && (!law.make_gram_factor || config.n_user > config.n_rx || !config.csi.is_perfect()))
    throw std::invalid_argument(
        fmt::format("exact statistics need i.i.d. Rayleigh fading, users <= rx and perfect csi, got channel {}, {} "
                    "user(s), {} antenna(s) and csi {}",
                    config.channel.text, config.n_user, config.n_rx, config.csi.text));
  model_ = (config.exact_statistics ? law.make_gram_factor : law.make)({config.n_rx, config.n_user});
  for (double gain : user_gains(config.n_user, config.user_spread_db))
    amplitude_.push_back(static_cast<float>(std::sqrt(gain)));
}

FrameId Uplink::channel_id(const FrameId& id) const {
  constexpr std::uint32_t fixed = 0xffffffff;  // no sweep reaches this point or frame number
  return config_.fixed_channel ? FrameId{id.seed, fixed, fixed} : id;
}

void Uplink::generate(const FrameId& id, double noise_var, UplinkFrame& frame, FrameTruth& truth) {
  draw(id, noise_var, frame, truth);
  transmit(frame, truth);
}

void Uplink::draw(const FrameId& id, double noise_var, UplinkFrame& frame, FrameTruth& truth) {
  frame.id = id;
  frame.noise_var = static_cast<float>(noise_var);
  frame.error_var = static_cast<float>(config_.csi.error_var);
  if (config_.csi.is_perfect()) {
    truth.h.resize(0, 0, 0);
    draw_channel(channel_id(id), frame.h);
  } else {
    draw_channel(channel_id(id), truth.h);
    estimate_channel(channel_id(id), truth.h, frame.h);
  }
  draw_symbols(id, truth);
  draw_noise(id, noise_var, frame.y);
}

// In pieces of 8 vectors: their symbols stay in the first-level cache while all rows of H pass (168 vectors per
// channel, whole link: 128x8 takes 0.86 and 256x32 0.8 of the time that whole rows of y take).
void Uplink::transmit(UplinkFrame& frame, const FrameTruth& truth) const {
  constexpr std::size_t piece = 8;
  const std::size_t n_vector = frame.y.cols();
  const MatrixBatch& h = true_channel(frame, truth);
  for (std::size_t b = 0; b < frame.y.n_block(); ++b)
    for (std::size_t first = 0; first < n_vector; first += piece) {
      const ConstBlockView x = truth.x.block(b);
      const BlockView y = frame.y.block(b);
      const simd::LinkSize size = {h.rows(), h.cols(), std::min(piece, n_vector - first)};
      simd::kernels().multiply_add(h.block(b), {x.data + first * 2 * n_lane, x.stride}, size,
                                   {y.data + first * 2 * n_lane, y.stride});
    }
}

void Uplink::draw_channel(const FrameId& id, MatrixBatch& h) {
  h.resize(config_.n_channel, n_row(), config_.n_user);
  model_->draw(id, h);
  if (config_.user_spread_db == 0.0) return;
  for (std::size_t b = 0; b < h.n_block(); ++b)
    for (std::size_t row = 0; row < h.rows(); ++row) {
      float* entries = h.block(b).data + row * h.block(b).stride;
      for (std::size_t k = 0; k < h.cols() * 2 * n_lane; ++k) entries[k] *= amplitude_[k / (2 * n_lane)];
    }
}

void Uplink::estimate_channel(const FrameId& id, const MatrixBatch& h, MatrixBatch& h_hat) const {
  h_hat.resize(h.n_channel(), h.rows(), h.cols());
  RngStream stream(id, Purpose::csi);
  const float sigma = static_cast<float>(std::sqrt(config_.csi.error_var / 2));
  const std::size_t n = h.cols() * 2 * n_lane;
  for (std::size_t b = 0; b < h.n_block(); ++b)
    for (std::size_t row = 0; row < h.rows(); ++row) {
      const float* entries = h.block(b).data + row * h.block(b).stride;
      float* believed = h_hat.block(b).data + row * h_hat.block(b).stride;
      stream.fill_normal({believed, n}, sigma);
      for (std::size_t k = 0; k < n; ++k) believed[k] += entries[k];
    }
}

void Uplink::draw_symbols(const FrameId& id, FrameTruth& truth) const {
  truth.symbols.resize(config_.n_channel, config_.n_user, config_.n_vector);
  truth.x.resize(config_.n_channel, config_.n_user, config_.n_vector);
  RngStream stream(id, Purpose::bits);
  const std::size_t n_vector = config_.n_vector;
  std::array<std::uint32_t, 64 * n_lane> words;  // so many vectors at a time
  for (std::size_t b = 0; b < truth.x.n_block(); ++b)
    for (std::size_t user = 0; user < truth.x.rows(); ++user)
      for (std::size_t first = 0; first < n_vector; first += 64) {
        const std::size_t n = std::min<std::size_t>(64, n_vector - first);
        const BlockView x = truth.x.block(b);
        stream.fill_u32({words.data(), n * n_lane});
        simd::kernels().map_symbols(words.data(), n, constellation_.axis, x.data + user * x.stride + first * 2 * n_lane,
                                    truth.symbols.at(b, user, first));
      }
}

void Uplink::draw_noise(const FrameId& id, double noise_var, MatrixBatch& y) const {
  y.resize(config_.n_channel, n_row(), config_.n_vector);
  RngStream stream(id, Purpose::noise);
  const float sigma = static_cast<float>(std::sqrt(noise_var / 2));
  for (std::size_t b = 0; b < y.n_block(); ++b)
    for (std::size_t row = 0; row < y.rows(); ++row)
      stream.fill_normal({y.block(b).data + row * y.block(b).stride, y.cols() * 2 * n_lane}, sigma);
}

}  // namespace ohmimo
