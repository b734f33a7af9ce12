#include "channel/uplink.hpp"

#include <charconv>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "phy/simd/kernels.hpp"
#include "phy/units.hpp"

namespace ohmimo {

ChannelModel channel_model_from_name(std::string_view name) {
  if (name == "rayleigh") return {};
  if (name.starts_with("exp:")) {
    const std::string_view number = name.substr(4);
    double rho = -1.0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), rho);
    if (error == std::errc{} && end == number.data() + number.size() && rho >= 0.0 && rho < 1.0) return {rho};
  }
  throw std::invalid_argument("channel must be rayleigh or exp:RHO with 0 <= RHO < 1, got '" + std::string(name) + "'");
}

std::vector<double> user_gains(int n_user, double spread_db) {
  std::vector<double> gain(n_user, 1.0);
  for (int u = 1; u < n_user; ++u) gain[u] = linear_from_db(-spread_db * u / (n_user - 1));
  const double mean = std::accumulate(gain.begin(), gain.end(), 0.0) / n_user;
  for (double& g : gain) g /= mean;
  return gain;
}

Uplink::Uplink(const UplinkConfig& config, const Constellation& constellation)
    : config_(config), constellation_(constellation) {
  for (double gain : user_gains(config.n_user, config.user_spread_db))
    amplitude_.push_back(static_cast<float>(std::sqrt(gain)));
}

FrameId Uplink::channel_id(const FrameId& id) const {
  constexpr std::uint32_t fixed = 0xffffffff;  // no sweep reaches this point or frame number
  return config_.fixed_channel ? FrameId{id.seed, fixed, fixed} : id;
}

void Uplink::generate(const FrameId& id, double noise_var, UplinkFrame& frame, FrameTruth& truth) const {
  frame.id = id;
  frame.noise_var = static_cast<float>(noise_var);
  draw_channel(channel_id(id), frame.h);
  draw_symbols(id, truth);
  frame.y.resize(config_.n_channel, config_.n_rx, config_.n_vector);
  RngStream noise(id, Purpose::noise);
  const float sigma = static_cast<float>(std::sqrt(noise_var / 2));
  const simd::LinkSize size = {static_cast<std::size_t>(config_.n_rx), static_cast<std::size_t>(config_.n_user),
                               static_cast<std::size_t>(config_.n_vector)};
  for (std::size_t b = 0; b < frame.y.n_block(); ++b) {
    const BlockView y = frame.y.block(b);
    for (std::size_t row = 0; row < size.rx; ++row)
      noise.fill_normal({y.data + row * y.stride, size.vector * 2 * n_lane}, sigma);
    simd::kernels().multiply_add(std::as_const(frame.h).block(b), std::as_const(truth.x).block(b), size, y);
  }
}

void Uplink::draw_channel(const FrameId& id, MatrixBatch& h) const {
  h.resize(config_.n_channel, config_.n_rx, config_.n_user);
  RngStream stream(id, Purpose::channel);
  const std::size_t n_rx = config_.n_rx, n_user = config_.n_user;
  for (std::size_t b = 0; b < h.n_block(); ++b) {
    const BlockView view = h.block(b);
    for (std::size_t row = 0; row < n_rx; ++row)
      stream.fill_normal({view.data + row * view.stride, n_user * 2 * n_lane}, static_cast<float>(std::sqrt(0.5)));
    if (config_.model.correlation > 0.0)
      simd::kernels().correlate_rows(view, n_rx, n_user, static_cast<float>(config_.model.correlation));
    if (config_.user_spread_db != 0.0)
      for (std::size_t row = 0; row < n_rx; ++row)
        for (std::size_t k = 0; k < n_user * 2 * n_lane; ++k)
          view.data[row * view.stride + k] *= amplitude_[k / (2 * n_lane)];
  }
}

void Uplink::draw_symbols(const FrameId& id, FrameTruth& truth) const {
  truth.symbols.resize(config_.n_channel, config_.n_user, config_.n_vector);
  truth.x.resize(config_.n_channel, config_.n_user, config_.n_vector);
  RngStream stream(id, Purpose::bits);
  const std::size_t n_vector = config_.n_vector;
  std::vector<std::uint32_t> words(n_vector * n_lane);
  for (std::size_t b = 0; b < truth.x.n_block(); ++b)
    for (std::size_t user = 0; user < static_cast<std::size_t>(config_.n_user); ++user) {
      stream.fill_u32(words);
      const BlockView x = truth.x.block(b);
      simd::kernels().map_symbols(words.data(), n_vector, constellation_.axis, x.data + user * x.stride,
                                  truth.symbols.at(b, user, 0));
    }
}

}  // namespace ohmimo
