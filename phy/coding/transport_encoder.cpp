#include "phy/coding/transport_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ohmimo::coding {

TransportEncoder::TransportEncoder(const Segmentation& segmentation)
    : segmentation_(segmentation),
      encoder_(segmentation.code.graph, segmentation.code.lifting),
      checked_(segmentation.n_checked()),
      info_(segmentation.code.n_info(), 0),
      blocks_(std::size_t(segmentation.n_block) * segmentation.code.n_coded()) {}

std::span<const std::uint8_t> TransportEncoder::block(int k) const {
  const std::size_t n = segmentation_.code.n_coded();
  return std::span(blocks_).subspan(k * n, n);
}

void TransportEncoder::encode(std::span<const std::uint8_t> payload) {
  if (payload.size() != static_cast<std::size_t>(segmentation_.n_payload))
    throw std::invalid_argument(
        fmt::format("payload must have {} bits, got {}", segmentation_.n_payload, payload.size()));
  std::ranges::copy(payload, checked_.begin());
  write_crc(segmentation_.transport_crc, checked_);
  const std::size_t n_carried = segmentation_.n_carried(), n_coded = segmentation_.code.n_coded();
  const std::span block_info = std::span(info_).first(segmentation_.code.n_block());
  for (std::size_t k = 0; k < static_cast<std::size_t>(segmentation_.n_block); ++k) {
    std::ranges::copy(std::span(checked_).subspan(k * n_carried, n_carried), block_info.begin());
    if (segmentation_.has_block_crc()) write_crc(Crc::crc24b, block_info);
    encoder_.encode(info_, std::span(blocks_).subspan(k * n_coded, n_coded));
  }
}

void TransportEncoder::send(const Transmission& transmission, std::span<std::uint8_t> coded) {
  check_transmission(segmentation_, transmission);
  if (coded.size() != static_cast<std::size_t>(transmission.n_coded))
    throw std::invalid_argument(fmt::format("coded must have {} bits, got {}", transmission.n_coded, coded.size()));
  std::size_t done = 0;
  for (int k = 0; k < segmentation_.n_block; ++k) {
    selected_.clear();
    for_ring_runs(segmentation_.code, transmission.n_ref, transmission.redundancy_version,
                  sent_bits(segmentation_, transmission, k), [&](int first, int length) {
                    const std::span run = block(k).subspan(first, length);
                    selected_.insert(selected_.end(), run.begin(), run.end());
                  });
    interleave(selected_, transmission.bits_per_symbol, coded.subspan(done, selected_.size()));
    done += selected_.size();
  }
}

}  // namespace ohmimo::coding
