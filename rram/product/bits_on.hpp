#pragma once
#include <cstdint>

namespace ohmimo::rram {

// Bits that are on, in plain steps that every instruction set does in vectors (Warren, Hacker's Delight, 5-1).
[[gnu::always_inline]] inline std::int32_t bits_on(std::int32_t word) {
  auto x = static_cast<std::uint32_t>(word);
  x -= x >> 1 & 0x55555555;
  x = (x & 0x33333333) + (x >> 2 & 0x33333333);
  x = (x + (x >> 4)) & 0x0f0f0f0f;
  x += x >> 8;
  return static_cast<std::int32_t>((x + (x >> 16)) & 0x3f);
}

}  // namespace ohmimo::rram
