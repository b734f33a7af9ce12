// Slots as packets.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "apps/stream/slot_pool.hpp"
#include "apps/stream/stream_shape.hpp"

namespace ohmimo::stream {

// Owns the sequence numbers of a sender.
class SlotPackets {
 public:
  explicit SlotPackets(const StreamShape& shape);

  // All packets of one symbol, antenna by antenna. slot counts from the sender's start.
  void symbol(const SlotSamples& samples, std::uint64_t slot, int symbol,
              const std::function<void(std::span<const std::uint8_t>)>& emit);

 private:
  StreamShape shape_;
  std::vector<std::uint8_t> sequence_;  // [rx] of the next packet
  std::vector<std::uint8_t> packet_;
};

}  // namespace ohmimo::stream
