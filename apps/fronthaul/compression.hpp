// Samples to bytes and back, resource block by resource block. Allocates nothing.
#pragma once
#include <cstdint>
#include <span>

#include "apps/fronthaul/iq_format.hpp"

namespace ohmimo::fronthaul {

// iq holds 24 words a block, I before Q, lowest subcarrier first; bytes prb_bytes(format) a block. Where they do not
// match, blocks that are whole in both are done. Widths are 8 to 14 with BFP, 16 without. The same bits on every
// instruction set.
//
// BFP: the exponent e of a block is the smallest shift with which all its words x fit into w bits; the mantissa is
// x >> e, which rounds towards minus infinity: half a step of bias. Bits of mantissas follow each other, the most
// significant first.
void compress(IqFormat format, std::span<const std::int16_t> iq, std::span<std::uint8_t> bytes);

// mantissa * 2^e; what does not fit 16 bits is held at their limits. No bytes are invalid.
void decompress(IqFormat format, std::span<const std::uint8_t> bytes, std::span<std::int16_t> iq);

// There and back in place.
void quantise(IqFormat format, std::span<std::int16_t> iq);

}  // namespace ohmimo::fronthaul
