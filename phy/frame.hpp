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
  MatrixBatch h;          // [n_channel][n_rx][n_user] the channel as the receiver believes it
  MatrixBatch y;          // [n_channel][n_rx][n_vector] received; user symbols have unit mean power
  float noise_var = 0.f;  // N0 per receive antenna, complex, linear
  float error_var = 0.f;  // E|h - true h|^2 of an entry, averaged over users; 0 = h is the true channel

  // Power per antenna of what is unknown in y = h x + (true h - h) x + w: of w and of the symbols of all users through
  // the error of the channel, taken as noise.
  float effective_noise_var() const { return noise_var + static_cast<float>(h.cols()) * error_var; }
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
  MatrixBatch h;  // [n_channel][n_rx][n_user] true channel; E|h|^2 = 1 averaged over users. Without channels where the
                  // receiver knows it, to spare the copy: read it by true_channel()
};

inline const MatrixBatch& true_channel(const UplinkFrame& frame, const FrameTruth& truth) {
  return truth.h.n_channel() > 0 ? truth.h : frame.h;
}

}  // namespace ohmimo
