// What the users of a coded link send: payloads, encoded, scrambled and mapped to symbols.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "apps/link/code_config.hpp"
#include "apps/link/element_order.hpp"
#include "phy/coding/transport_encoder.hpp"
#include "phy/frame.hpp"
#include "phy/modulation/constellation.hpp"

namespace ohmimo {

// Blocks of a frame are numbered [unit][user]. User u has RNTI u + 1; the scrambling identity is 0.
class BlockSender {
 public:
  BlockSender(const CodeConfig& code, const BlockShape& shape, const Constellation& constellation, int n_user);

  // New payloads for the frame named id, of so many units.
  void draw(const FrameId& id, std::size_t n_unit);
  // Encodes them for transmission t.
  void send(std::size_t t);
  // Symbols of the frame or piece, in place of those that truth holds.
  void write(const ElementOrder& order, FrameTruth& truth) const;

  std::size_t n_block() const { return n_block_; }
  std::size_t n_user() const { return scrambling_.size(); }
  std::span<const std::uint8_t> payload(std::size_t block) const;
  std::span<const std::uint8_t> scrambling(std::size_t user) const { return scrambling_[user]; }
  coding::Transmission transmission(std::size_t t) const;

 private:
  CodeConfig code_;
  BlockShape shape_;
  coding::TransportEncoder encoder_;
  std::vector<std::vector<std::uint8_t>> scrambling_;  // [user][coded bit]
  std::vector<std::uint16_t> axis_label_;              // by label in the order of TS 38.211
  std::vector<std::complex<float>> point_;             // likewise
  std::size_t n_block_ = 0;
  std::vector<std::uint8_t> payload_, coded_;
  std::vector<std::uint16_t> label_;  // [block][element], in the order of TS 38.211
};

}  // namespace ohmimo
