// Sequences of bits in words of 64: bit i stands in bit i mod 64 of word i / 64.
#pragma once
#include <cstddef>
#include <cstdint>

namespace ohmimo::coding {

// The 64 bits from `first` on; reads the word after that of the last.
inline std::uint64_t word_at(const std::uint64_t* words, std::size_t first) {
  const std::size_t offset = first % 64;
  const std::uint64_t *low = words + first / 64, *high = low + 1;
  return *low >> offset | *high << 1 << (63 - offset);
}

}  // namespace ohmimo::coding
