#include "phy/coding/transport_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ohmimo::coding {

TransportDecoder::TransportDecoder(const Segmentation& segmentation, const DecoderConfig& config)
    : segmentation_(segmentation),
      decoder_(segmentation.code, config),
      soft_(std::size_t(segmentation.n_block) * segmentation.code.n_coded(), 0.f),
      info_(segmentation.code.n_block()),
      checked_(segmentation.n_checked()) {
  report_.blocks.resize(segmentation.n_block);
}

void TransportDecoder::clear() {
  std::ranges::fill(soft_, 0.f);
  n_received_ = 0;
}

std::span<const float> TransportDecoder::soft_bits(int block) const {
  const std::size_t n = segmentation_.code.n_coded();
  return std::span(soft_).subspan(block * n, n);
}

void TransportDecoder::receive(const Transmission& transmission, std::span<const float> llr) {
  check_transmission(segmentation_, transmission);
  if (llr.size() != static_cast<std::size_t>(transmission.n_coded))
    throw std::invalid_argument(fmt::format("llr must have {} entries, got {}", transmission.n_coded, llr.size()));
  std::size_t done = 0;
  for (int k = 0; k < segmentation_.n_block; ++k) {
    const int n_sent = sent_bits(segmentation_, transmission, k);
    selected_.resize(n_sent);
    deinterleave(llr.subspan(done, n_sent), transmission.bits_per_symbol, selected_);
    done += n_sent;
    const float* from = selected_.data();
    float* block = soft_.data() + std::size_t(k) * segmentation_.code.n_coded();
    for_ring_runs(segmentation_.code, transmission.n_ref, transmission.redundancy_version, n_sent,
                  [&](int first, int length) {
                    for (int i = 0; i < length; ++i) block[first + i] += from[i];
                    from += length;
                    n_received_ = std::max(n_received_, first + length);
                  });
  }
}

const TransportReport& TransportDecoder::decode(std::span<std::uint8_t> payload) {
  if (payload.size() != static_cast<std::size_t>(segmentation_.n_payload))
    throw std::invalid_argument(
        fmt::format("payload must have {} bits, got {}", segmentation_.n_payload, payload.size()));
  const Crc block_crc = segmentation_.has_block_crc() ? Crc::crc24b : segmentation_.transport_crc;
  const int n_carried = segmentation_.n_carried();
  report_.crc_ok = true;
  for (int k = 0; k < segmentation_.n_block; ++k) {
    report_.blocks[k] = decoder_.decode(soft_bits(k), n_received_, block_crc, info_);
    report_.crc_ok &= report_.blocks[k].crc_ok;
    std::copy_n(info_.begin(), n_carried, checked_.begin() + std::ptrdiff_t{k} * n_carried);
  }
  report_.crc_ok &= crc_holds(segmentation_.transport_crc, checked_);
  std::copy_n(checked_.begin(), payload.size(), payload.begin());
  return report_;
}

}  // namespace ohmimo::coding
