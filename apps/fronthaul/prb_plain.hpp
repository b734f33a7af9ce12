// One PRB at a time, number after number.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "apps/fronthaul/iq_kernels.hpp"

namespace ohmimo::fronthaul::OHMIMO_ISA::plain {

// The smallest shift after which all numbers fit into `width` bits. ~x = -x - 1 is as wide as x.
template <int width>
static inline int exponent_of(const std::int16_t* iq) {
  int widest = 0;
  for (std::size_t k = 0; k < iq_per_prb; ++k) widest |= iq[k] < 0 ? ~iq[k] : iq[k];
  int exponent = 0;
  while (widest >> exponent >> (width - 1) != 0) ++exponent;
  return exponent;
}

// 24 mantissas of x >> exponent, the most significant bit first.
template <int width>
static inline void pack(const std::int16_t* iq, int exponent, std::uint8_t* bytes) {
  std::uint32_t held = 0;
  int n_held = 0;
  for (std::size_t k = 0; k < iq_per_prb; ++k) {
    const std::uint32_t mantissa = static_cast<std::uint32_t>(iq[k] >> exponent) & ((1u << width) - 1);
    held = held << width | mantissa;
    for (n_held += width; n_held >= 8; n_held -= 8) *bytes++ = static_cast<std::uint8_t>(held >> (n_held - 8));
  }
}

// mantissa 2^exponent, or the nearest number of 16 bits.
template <int width>
static inline void unpack(const std::uint8_t* bytes, int exponent, std::int16_t* iq) {
  std::uint32_t held = 0;
  int n_held = 0;
  for (std::size_t k = 0; k < iq_per_prb; ++k) {
    for (; n_held < width; n_held += 8) held = held << 8 | *bytes++;
    n_held -= width;
    const std::int32_t mantissa = static_cast<std::int32_t>(held >> n_held << (32 - width)) >> (32 - width);
    iq[k] = static_cast<std::int16_t>(std::clamp(mantissa * (1 << exponent), -32768, 32767));
  }
}

}  // namespace ohmimo::fronthaul::OHMIMO_ISA::plain
