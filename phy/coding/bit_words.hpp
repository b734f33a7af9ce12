// Bits packed into words of 64, bit i of a sequence in bit i mod 64 of word i / 64, and back into bytes of 0 or 1.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace ohmimo::coding {

// The 64 bits from `first` on; reads the word after that of the last.
inline std::uint64_t word_at(const std::uint64_t* words, std::size_t first) {
  const std::size_t offset = first % 64;
  const std::uint64_t *low = words + first / 64, *high = low + 1;
  return *low >> offset | *high << 1 << (63 - offset);
}

// Fills bits / 64 words, rounded up; the rest of the last is 0.
inline void pack_bits(std::span<const std::uint8_t> bits, std::uint64_t* words) {
  std::size_t k = 0;
  for (; k + 64 <= bits.size(); k += 64) {
    std::uint64_t word = 0;
    for (std::size_t byte = 0; byte < 8; ++byte) {
      std::uint64_t eight;
      std::memcpy(&eight, bits.data() + k + 8 * byte, 8);
      static_assert(std::endian::native == std::endian::little);
      word |= eight * 0x0102040810204080u >> 56 << 8 * byte;
    }
    words[k / 64] = word;
  }
  if (k == bits.size()) return;
  std::uint64_t word = 0;
  for (std::size_t i = k; i < bits.size(); ++i) word |= std::uint64_t{bits[i]} << (i - k);
  words[k / 64] = word;
}

inline void unpack_bits(const std::uint64_t* words, std::span<std::uint8_t> bits) {
  std::size_t k = 0;
  for (; k + 8 <= bits.size(); k += 8) {
    // A copy of the byte for every bit, masked; adding 127 carries into the top bit of what is left.
    const std::uint64_t byte = words[k / 64] >> k % 64 & 255;
    const std::uint64_t masked = byte * 0x0101010101010101u & 0x8040201008040201u;
    const std::uint64_t low = 0x7f7f7f7f7f7f7f7fu, carried = (masked & low) + low;
    const std::uint64_t eight = (carried | masked) >> 7 & 0x0101010101010101u;
    std::memcpy(bits.data() + k, &eight, 8);
  }
  for (; k < bits.size(); ++k) bits[k] = static_cast<std::uint8_t>(words[k / 64] >> k % 64 & 1);
}

}  // namespace ohmimo::coding
