#include "channel/uplink.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "channel/adapters.hpp"
#include "channel/transmission.hpp"
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
  if (config.csi.uses_pilots())
    throw std::invalid_argument(fmt::format(
        "csi must be perfect or error:DB where frames are no slots (only ber makes slots), got {}", config.csi.text));
  const ChannelShape shape = {config.n_rx, config.n_user};
  if (law.make_paths)
    model_ = one_element_per_slot(law.make_paths(shape));
  else
    model_ = (config.exact_statistics ? law.make_gram_factor : law.make)(shape);
  for (double gain : user_gains(config.n_user, config.user_spread_db))
    amplitude_.push_back(static_cast<float>(std::sqrt(gain)));
}

FrameId channel_id(const UplinkConfig& config, const FrameId& id) {
  constexpr std::uint32_t fixed = 0xffffffff;  // no sweep reaches this point or frame number
  return config.fixed_channel ? FrameId{id.seed, fixed, fixed} : id;
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
    RngStream error(channel_id(id), Purpose::csi);
    add_error(error, config_.csi.error_var, truth.h, frame.h);
  }
  const SymbolShape shape = {frame.h.n_channel(), frame.h.cols(), static_cast<std::size_t>(config_.n_vector)};
  RngStream bits(id, Purpose::bits), noise(id, Purpose::noise);
  draw_symbols(bits, constellation_, shape, truth);
  frame.y.resize(shape.n_channel, frame.h.rows(), shape.n_vector);
  draw_noise(noise, noise_var, frame.y);
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

}  // namespace ohmimo
