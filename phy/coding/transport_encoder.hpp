// From the payload of a transport block to the bits that a transmission sends (TS 38.212, 6.2), before scrambling.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "phy/coding/ldpc_encoder.hpp"
#include "phy/coding/rate_matching.hpp"

namespace ohmimo::coding {

// Bits are bytes of 0 or 1.
class TransportEncoder {
 public:
  explicit TransportEncoder(const Segmentation& segmentation);

  // Encodes a payload of n_payload bits; transmissions then send parts of it.
  void encode(std::span<const std::uint8_t> payload);
  // coded: transmission.n_coded bits.
  void send(const Transmission& transmission, std::span<std::uint8_t> coded);

  const Segmentation& segmentation() const { return segmentation_; }
  // The N coded bits of a code block; fillers are 0.
  std::span<const std::uint8_t> block(int k) const;

 private:
  Segmentation segmentation_;
  LdpcEncoder encoder_;
  std::vector<std::uint8_t> checked_, info_, blocks_, selected_;
};

}  // namespace ohmimo::coding
