// What a bad network does to packets, on demand and by seed: the same packets are lost each time.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "phy/rng.hpp"

namespace ohmimo::stream {

struct ImpairmentConfig {
  double loss = 0.0, duplicate = 0.0, reorder = 0.0, corrupt = 0.0;  // probabilities of a packet
  double jitter_us = 0.0;                                            // a packet waits up to so long before it is sent

  bool any() const { return loss > 0 || duplicate > 0 || reorder > 0 || corrupt > 0 || jitter_us > 0; }
};

// Throws std::invalid_argument naming field, rule and value.
void check_impairments(const ImpairmentConfig& config);

// What will happen to one packet.
struct PacketFate {
  bool lost = false, twice = false, corrupted = false;
  int behind = 0;         // packets that overtake it, up to 8
  std::uint32_t bit = 0;  // of the packet, modulo its length, that is inverted if corrupted
  double wait_us = 0.0;
};

// One fate after the other, in the order packets are made. Each takes as many draws as any other: what is lost does not
// depend on the other probabilities.
class PacketFates {
 public:
  PacketFates(const ImpairmentConfig& config, std::uint64_t seed);
  PacketFate next();

 private:
  ImpairmentConfig config_;
  RngStream stream_;
};

struct ImpairmentCounts {
  std::uint64_t lost = 0, twice = 0, reordered = 0, corrupted = 0;
};

class Impairments {
 public:
  using Emit = std::function<void(std::span<const std::uint8_t>, double wait_us)>;

  Impairments(const ImpairmentConfig& config, std::uint64_t seed);

  void pass(std::span<const std::uint8_t> packet, const Emit& emit);
  void finish(const Emit& emit);  // what is still held back

  const ImpairmentCounts& counts() const { return counts_; }

 private:
  struct Held {
    std::vector<std::uint8_t> packet;
    int behind;
  };
  void release(const Emit& emit);

  PacketFates fates_;
  ImpairmentCounts counts_;
  std::vector<Held> held_;
  std::vector<std::uint8_t> damaged_;
};

}  // namespace ohmimo::stream
