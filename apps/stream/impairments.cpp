#include "apps/stream/impairments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ohmimo::stream {
namespace {

void require_probability(const char* field, double value) {
  if (!(value >= 0.0 && value <= 1.0))
    throw std::invalid_argument(fmt::format("{} must be from 0 to 1, got {}", field, value));
}

}  // namespace

void check_impairments(const ImpairmentConfig& config) {
  require_probability("loss", config.loss);
  require_probability("duplicate", config.duplicate);
  require_probability("reorder", config.reorder);
  require_probability("corrupt", config.corrupt);
  if (!(config.jitter_us >= 0.0 && config.jitter_us <= 1e6))
    throw std::invalid_argument(fmt::format("jitter-us must be from 0 to 1e6, got {}", config.jitter_us));
}

PacketFates::PacketFates(const ImpairmentConfig& config, std::uint64_t seed)
    : config_(config), stream_({seed, 0, 0}, Purpose::transport) {}

PacketFate PacketFates::next() {
  PacketFate fate;
  fate.lost = stream_.uniform() < config_.loss;
  fate.twice = stream_.uniform() < config_.duplicate;
  const bool late = stream_.uniform() < config_.reorder;
  const int behind = 1 + static_cast<int>(8 * stream_.uniform());
  fate.behind = late ? behind : 0;
  fate.corrupted = stream_.uniform() < config_.corrupt;
  fate.bit = static_cast<std::uint32_t>(4294967296.0 * stream_.uniform());
  fate.wait_us = config_.jitter_us * stream_.uniform();
  return fate;
}

Impairments::Impairments(const ImpairmentConfig& config, std::uint64_t seed) : fates_(config, seed) {}

void Impairments::pass(std::span<const std::uint8_t> packet, const Emit& emit) {
  const PacketFate fate = fates_.next();
  if (fate.lost) {
    counts_.lost += 1;
    return release(emit);
  }
  if (fate.corrupted) {
    damaged_.assign(packet.begin(), packet.end());
    const std::size_t bit = fate.bit % (8 * packet.size());
    damaged_[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    packet = damaged_;
    counts_.corrupted += 1;
  }
  counts_.twice += fate.twice ? 1 : 0;
  if (fate.behind > 0) {
    counts_.reordered += 1;
    for (int copy = 0; copy < (fate.twice ? 2 : 1); ++copy)
      held_.push_back({{packet.begin(), packet.end()}, fate.behind + 1});
  } else {
    for (int copy = 0; copy < (fate.twice ? 2 : 1); ++copy) emit(packet, fate.wait_us);
  }
  release(emit);
}

void Impairments::release(const Emit& emit) {
  for (Held& held : held_) held.behind -= 1;
  for (const Held& held : held_)
    if (held.behind == 0) emit(held.packet, 0.0);
  std::erase_if(held_, [](const Held& held) { return held.behind == 0; });
}

void Impairments::finish(const Emit& emit) {
  for (const Held& held : held_) emit(held.packet, 0.0);
  held_.clear();
}

}  // namespace ohmimo::stream
