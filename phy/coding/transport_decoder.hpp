// From the soft bits of one or more transmissions of a transport block to its payload: what was sent again is added up
// (chase combining and incremental redundancy).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "phy/coding/ldpc_decoder.hpp"
#include "phy/coding/rate_matching.hpp"

namespace ohmimo::coding {

// Defaults are those of a transport block that was never decoded.
struct TransportReport {
  std::vector<DecodeReport> blocks;
  bool crc_ok = false;  // of all code blocks and of the transport block
};

class TransportDecoder {
 public:
  TransportDecoder(const Segmentation& segmentation, const DecoderConfig& config);

  // Forgets all transmissions: before the first one of another transport block.
  void clear();
  // Adds a transmission of n_coded soft bits, ln P(0)/P(1) in natural units, descrambled. Any number is a soft bit.
  void receive(const Transmission& transmission, std::span<const float> llr);
  // payload: becomes n_payload hard decisions. The report stays until the next call.
  const TransportReport& decode(std::span<std::uint8_t> payload);

  // Sums of the N coded bits of a code block.
  std::span<const float> soft_bits(int block) const;

 private:
  Segmentation segmentation_;
  LdpcDecoder decoder_;
  std::vector<float> soft_, selected_;
  std::vector<std::uint8_t> info_, checked_;
  int n_received_ = 0;  // coded bits of a block beyond the last one ever received
  TransportReport report_;
};

}  // namespace ohmimo::coding
