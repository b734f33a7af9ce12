#include "phy/rng.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "phy/simd/kernels.hpp"

namespace ohmimo {

// Constants of Salmon et al., SC'11, table 2 (multipliers) and the Weyl increments of the key (golden ratio, sqrt 3 -
// 1).
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

// Lane i: key = seed, counter = (frame, point, purpose, 16 index + i).
RngStream::RngStream(const FrameId& id, Purpose purpose, std::uint32_t index) {
  if (index >= (1u << 28))
    throw std::invalid_argument("random stream index must be < 2^28, got " + std::to_string(index));
  const std::array<std::uint32_t, 2> key = {static_cast<std::uint32_t>(id.seed),
                                            static_cast<std::uint32_t>(id.seed >> 32)};
  for (std::uint32_t lane = 0; lane < n_lane; ++lane) {
    auto words = philox4x32(
        {id.frame, id.point, static_cast<std::uint32_t>(purpose), static_cast<std::uint32_t>(n_lane) * index + lane},
        key);
    if ((words[0] | words[1] | words[2] | words[3]) == 0) words[0] = 1;  // the one state xoshiro cannot leave
    for (std::size_t w = 0; w < 4; ++w) state_[w * n_lane + lane] = words[w];
  }
}

void RngStream::fill_u32(std::span<std::uint32_t> out) {
  if (out.size() % n_lane != 0) throw std::invalid_argument("fill_u32: size must be a multiple of 16");
  simd::kernels().fill_u32(state_.data(), out.data(), out.size() / n_lane);
}

void RngStream::fill_normal(std::span<float> out, float sigma) {
  if (out.size() % (2 * n_lane) != 0) throw std::invalid_argument("fill_normal: size must be a multiple of 32");
  simd::kernels().fill_normal(state_.data(), out.data(), out.size() / (2 * n_lane), sigma);
}

void RngStream::fill_root_gamma(std::span<float> out, float shape) {
  if (out.size() != n_lane) throw std::invalid_argument("fill_root_gamma: size must be 16");
  simd::kernels().fill_root_gamma(state_.data(), shape, out.data());
}

double RngStream::uniform() {
  if (buffered_ == 0) {
    fill_u32(buffer_);
    buffered_ = n_lane;
  }
  return (buffer_[n_lane - buffered_--] + 0.5) * 0x1p-32;
}

double RngStream::normal() {
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace ohmimo
