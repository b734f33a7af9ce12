// What receivers make of a coded link: soft bits of every detector, decoded and counted.
#pragma once
#include <cstdint>
#include <vector>

#include "apps/link/block_sender.hpp"
#include "detector/detector.hpp"
#include "phy/coding/transport_decoder.hpp"

namespace ohmimo {

// Blocks are numbered as those of the sender; every curve has receivers of its own. The soft bits of all transmissions
// of a block are kept until it is decoded.
class BlockReceiver {
 public:
  BlockReceiver(const CodeConfig& code, const BlockShape& shape, const Constellation& constellation,
                std::size_t n_curve);

  // Before the first transmission of a frame.
  void begin(std::size_t n_block);
  // Soft bits of a frame or piece of transmission t.
  void hear(std::size_t curve, std::size_t t, const Estimate& estimate, const ElementOrder& order);
  // Decodes what is not decoded yet, from transmissions 0 to t. True if nothing is left.
  bool decode(std::size_t t, const BlockSender& sender);

  // Counts of the frame: of a curve, its users together or one of them.
  BlockCount count(std::size_t curve, std::size_t first_user, std::size_t n_user, const BlockSender& sender) const;

 private:
  struct Block {
    bool acknowledged = false;  // its CRC holds
    std::uint32_t bit_errors = 0;
    std::uint32_t transmissions = 0, decoded = 0, iterations = 0;
  };
  float* soft_bits(std::size_t curve, std::size_t t, std::size_t block) {
    return soft_[t].data() + (curve * n_block_ + block) * n_coded_;
  }
  void decode_block(std::size_t curve, std::size_t t, std::size_t block, const BlockSender& sender);

  CodeConfig code_;
  BlockShape shape_;
  Constellation constellation_;
  coding::TransportDecoder decoder_;
  std::size_t n_curve_, n_block_ = 0, n_coded_;
  RealBatch llr_;
  std::vector<std::vector<float>> soft_;  // [transmission][curve][block][coded bit]
  std::vector<Block> blocks_;             // [curve][block]
  std::vector<float> descrambled_;
  std::vector<std::uint8_t> payload_;
};

}  // namespace ohmimo
