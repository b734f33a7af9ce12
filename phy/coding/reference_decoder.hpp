// Layered decoding in double precision, as it is written in textbooks: what the decoder on bytes is held against. Slow.
#pragma once
#include <optional>
#include <span>

#include "phy/coding/decode_report.hpp"
#include "phy/coding/segmentation.hpp"

namespace ohmimo::coding {

// What a check says of a bit, from all other bits of it.
struct CheckRule {
  bool sum_product = true;  // exactly
  double factor = 1.0;      // else the smallest magnitude times a factor,
  double offset = 0.0;      // less an offset, but not below 0
};

// As LdpcDecoder::decode().
DecodeReport decode_reference(const CodeShape& code, const CheckRule& rule, int max_iterations,
                              std::span<const double> llr, int n_received, std::optional<Crc> crc,
                              std::span<std::uint8_t> info);

}  // namespace ohmimo::coding
