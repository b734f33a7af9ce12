#include "apps/fronthaul/compression.hpp"

#include <algorithm>

#include "apps/fronthaul/iq_kernels.hpp"

namespace ohmimo::fronthaul {
namespace {

// Whole blocks that both have room for.
std::size_t blocks(IqFormat format, std::size_t n_word, std::size_t n_byte) {
  return std::min(n_word / iq_per_prb, n_byte / prb_bytes(format));
}

}  // namespace

void compress(IqFormat format, std::span<const std::int16_t> iq, std::span<std::uint8_t> bytes) {
  iq_kernels().compress(format, iq.data(), blocks(format, iq.size(), bytes.size()), bytes.data());
}

void decompress(IqFormat format, std::span<const std::uint8_t> bytes, std::span<std::int16_t> iq) {
  iq_kernels().decompress(format, bytes.data(), blocks(format, iq.size(), bytes.size()), iq.data());
}

void quantise(IqFormat format, std::span<std::int16_t> iq) {
  iq_kernels().quantise(format, iq.data(), iq.size() / iq_per_prb);
}

}  // namespace ohmimo::fronthaul
