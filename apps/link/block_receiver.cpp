#include "apps/link/block_receiver.hpp"

#include <algorithm>

#include "phy/coding/scrambling.hpp"

namespace ohmimo {

BlockReceiver::BlockReceiver(const CodeConfig& code, const BlockShape& shape, const Constellation& constellation,
                             std::size_t n_curve)
    : code_(code),
      shape_(shape),
      constellation_(constellation),
      decoder_(shape.segmentation, {code.iterations}),
      n_curve_(n_curve),
      n_coded_(shape.transmission.n_coded),
      soft_(code.versions.size()),
      descrambled_(n_coded_),
      payload_(shape.segmentation.n_payload) {}

void BlockReceiver::begin(std::size_t n_block) {
  n_block_ = n_block;
  blocks_.assign(n_curve_ * n_block, {});
}

void BlockReceiver::hear(std::size_t curve, std::size_t t, const Estimate& estimate, const ElementOrder& order) {
  ohmimo::soft_bits(code_.rule, constellation_, estimate.x, estimate.var, llr_);
  soft_[t].resize(n_curve_ * n_block_ * n_coded_);
  const std::size_t n_user = estimate.x.rows(), n_vector = estimate.x.cols();
  const auto n_bit = static_cast<std::size_t>(constellation_.bits_per_symbol);
  for (std::size_t channel = 0; channel < llr_.n_channel(); ++channel)
    for (std::size_t u = 0; u < n_user; ++u) {
      float* block = soft_bits(curve, t, order.block_of(channel) * n_user + u);
      for (std::size_t i = 0; i < n_bit; ++i) {
        const float* plane = llr_.at(channel / n_lane, u * n_bit + i, 0) + channel % n_lane;
        for (std::size_t v = 0; v < n_vector; ++v) block[order.element(channel, v) * n_bit + i] = plane[v * n_lane];
      }
    }
}

bool BlockReceiver::decode(std::size_t t, const BlockSender& sender) {
  bool all = true;
  for (std::size_t curve = 0; curve < n_curve_; ++curve)
    for (std::size_t block = 0; block < n_block_; ++block) {
      if (blocks_[curve * n_block_ + block].acknowledged) continue;
      decode_block(curve, t, block, sender);
      all &= blocks_[curve * n_block_ + block].acknowledged;
    }
  return all;
}

void BlockReceiver::decode_block(std::size_t curve, std::size_t t, std::size_t block, const BlockSender& sender) {
  decoder_.clear();
  for (std::size_t k = 0; k <= t; ++k) {
    std::copy_n(soft_bits(curve, k, block), n_coded_, descrambled_.begin());
    coding::descramble(sender.scrambling(block % sender.n_user()), descrambled_);
    decoder_.receive(sender.transmission(k), descrambled_);
  }
  const coding::TransportReport& report = decoder_.decode(payload_);
  Block& state = blocks_[curve * n_block_ + block];
  state.acknowledged = report.crc_ok;
  state.transmissions = static_cast<std::uint32_t>(t + 1);
  for (const coding::DecodeReport& code_block : report.blocks) {
    state.decoded += 1;
    state.iterations += static_cast<std::uint32_t>(code_block.iterations);
  }
  const std::span<const std::uint8_t> sent = sender.payload(block);
  state.bit_errors = 0;
  for (std::size_t k = 0; k < payload_.size(); ++k) state.bit_errors += payload_[k] != sent[k];
}

BlockCount BlockReceiver::count(std::size_t curve, std::size_t first_user, std::size_t n_user,
                                const BlockSender& sender) const {
  BlockCount sum;
  for (std::size_t unit = 0; unit < n_block_; unit += sender.n_user()) {
    std::uint64_t errors = 0;
    for (std::size_t u = first_user; u < first_user + n_user; ++u) {
      const Block& block = blocks_[curve * n_block_ + unit + u];
      const bool wrong = !block.acknowledged || block.bit_errors > 0;
      errors += wrong;
      sum.undetected += wrong && block.acknowledged;
      sum.info_bits += payload_.size();
      sum.info_bit_errors += block.bit_errors;
      sum.transmissions += block.transmissions;
      sum.decoded += block.decoded;
      sum.iterations += block.iterations;
    }
    sum.add_unit(n_user, errors);
  }
  return sum;
}

}  // namespace ohmimo
