#include "apps/link/block_sender.hpp"

#include <algorithm>

#include "phy/coding/scrambling.hpp"
#include "phy/estimation/gold_sequence.hpp"

namespace ohmimo {
namespace {

constexpr std::uint32_t payload_index = (1u << 28) - 1;  // the last among the streams of bits: others draw symbols

}  // namespace

BlockSender::BlockSender(const CodeConfig& code, const BlockShape& shape, const Constellation& constellation,
                         int n_user)
    : code_(code),
      shape_(shape),
      encoder_(shape.segmentation),
      point_(constellation.points),
      coded_(shape.transmission.n_coded) {
  for (int u = 0; u < n_user; ++u)
    scrambling_.push_back(gold_sequence(coding::scrambling_c_init(u + 1, 0), coded_.size()));
  for (std::uint32_t label = 0; label < point_.size(); ++label)
    axis_label_.push_back(static_cast<std::uint16_t>(axis_label_from_nr(constellation.bits_per_symbol, label)));
}

std::span<const std::uint8_t> BlockSender::payload(std::size_t block) const {
  const std::size_t n = shape_.segmentation.n_payload;
  return std::span(payload_).subspan(block * n, n);
}

coding::Transmission BlockSender::transmission(std::size_t t) const {
  coding::Transmission transmission = shape_.transmission;
  transmission.redundancy_version = code_.versions[t];
  return transmission;
}

void BlockSender::draw(const FrameId& id, std::size_t n_unit) {
  n_block_ = n_unit * n_user();
  payload_.resize(n_block_ * shape_.segmentation.n_payload);
  label_.resize(n_block_ * shape_.n_element);
  RngStream bits(id, Purpose::bits, payload_index);
  std::array<std::uint32_t, 32 * n_lane> words;
  for (std::size_t first = 0; first < payload_.size(); first += 32 * words.size()) {
    bits.fill_u32(words);
    const std::size_t n = std::min(32 * words.size(), payload_.size() - first);
    for (std::size_t k = 0; k < n; ++k) payload_[first + k] = words[k / 32] >> (k % 32) & 1;
  }
}

void BlockSender::send(std::size_t t) {
  const auto n_bit = static_cast<std::size_t>(shape_.transmission.bits_per_symbol);
  for (std::size_t block = 0; block < n_block_; ++block) {
    encoder_.encode(payload(block));
    encoder_.send(transmission(t), coded_);
    coding::scramble(scrambling(block % n_user()), coded_);
    std::uint16_t* label = label_.data() + block * shape_.n_element;
    for (std::size_t e = 0; e < shape_.n_element; ++e) {
      unsigned word = 0;
      for (std::size_t i = 0; i < n_bit; ++i) word = word << 1 | coded_[e * n_bit + i];
      label[e] = static_cast<std::uint16_t>(word);
    }
  }
}

void BlockSender::write(const ElementOrder& order, FrameTruth& truth) const {
  const std::size_t n_vector = truth.x.cols();
  for (std::size_t channel = 0; channel < truth.x.n_channel(); ++channel)
    for (std::size_t u = 0; u < n_user(); ++u) {
      const std::uint16_t* label = label_.data() + (order.block_of(channel) * n_user() + u) * shape_.n_element;
      const std::size_t lane = channel % n_lane;
      const BlockView x = truth.x.block(channel / n_lane);
      std::uint16_t* symbol = truth.symbols.at(channel / n_lane, u, 0) + lane;
      float* point = x.data + u * x.stride + lane;
      for (std::size_t v = 0; v < n_vector; ++v) {
        const std::uint16_t sent = label[order.element(channel, v)];
        symbol[v * n_lane] = axis_label_[sent];
        point[2 * v * n_lane] = point_[sent].real();
        point[(2 * v + 1) * n_lane] = point_[sent].imag();
      }
    }
}

}  // namespace ohmimo
