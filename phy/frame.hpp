// What a receiver may see of one frame (UplinkFrame) and what only the evaluator knows (FrameTruth).
#pragma once
#include <cstdint>
#include <vector>

#include "phy/batch.hpp"
#include "phy/rng.hpp"

namespace ohmimo {

// One channel serves n_vector received vectors: 1 = a fresh channel per vector, 12*14 = one PRB of one slot.
struct UplinkFrame {
  FrameId id;
  MatrixBatch h;          // [n_channel][n_rx][n_user] channel estimate; E|h|^2 = 1 averaged over users
  MatrixBatch y;          // [n_channel][n_rx][n_vector] received; user symbols have unit mean power
  float noise_var = 0.f;  // N0 per receive antenna, complex, linear
};

// Symbols as labels in axis order: I bits in the high byte, Q bits in the low byte, each with its first bit most
// significant (constellation.hpp converts to the bit order of TS 38.211). Stored [block][user][vector][16 lanes].
struct SymbolBatch {
  std::size_t n_channel = 0, n_user = 0, n_vector = 0;
  std::vector<std::uint16_t> labels;

  void resize(std::size_t channels, std::size_t users, std::size_t vectors);
  std::uint16_t* at(std::size_t block, std::size_t user, std::size_t vector) {
    return labels.data() + ((block * n_user + user) * n_vector + vector) * n_lane;
  }
  const std::uint16_t* at(std::size_t block, std::size_t user, std::size_t vector) const {
    return labels.data() + ((block * n_user + user) * n_vector + vector) * n_lane;
  }
};

struct FrameTruth {
  SymbolBatch symbols;
  MatrixBatch x;  // [n_channel][n_user][n_vector] transmitted points
};

}  // namespace ohmimo
