#include "apps/fronthaul/compression.hpp"

#include <algorithm>
#include <bit>

namespace ohmimo::fronthaul {
namespace {

constexpr std::size_t words_of_block = 24;

// The smallest shift after which all words fit into `width` bits.
int exponent_of(const std::int16_t* words, int width) {
  unsigned largest = 0;
  for (std::size_t k = 0; k < words_of_block; ++k)
    largest |= static_cast<std::uint16_t>(words[k] < 0 ? ~words[k] : words[k]);
  return std::max(0, static_cast<int>(std::bit_width(largest)) - (width - 1));
}

void pack(const std::int16_t* words, int exponent, int width, std::uint8_t* bytes) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  std::uint64_t held = 0;
  int n_bit = 0;
  for (std::size_t k = 0; k < words_of_block; ++k) {
    held = held << width | (static_cast<std::uint64_t>(words[k] >> exponent) & mask);
    for (n_bit += width; n_bit >= 8; n_bit -= 8) *bytes++ = static_cast<std::uint8_t>(held >> (n_bit - 8));
  }
}

void unpack(const std::uint8_t* bytes, int exponent, int width, std::int16_t* words) {
  std::uint64_t held = 0;
  int n_bit = 0;
  for (std::size_t k = 0; k < words_of_block; ++k) {
    for (; n_bit < width; n_bit += 8) held = held << 8 | *bytes++;
    const std::uint64_t bits = held >> (n_bit - width) << (64 - width);
    n_bit -= width;
    const std::int64_t mantissa = static_cast<std::int64_t>(bits) >> (64 - width);
    words[k] = static_cast<std::int16_t>(std::clamp<std::int64_t>(mantissa * (1 << exponent), -32768, 32767));
  }
}

}  // namespace

void compress(IqFormat format, std::span<const std::int16_t> iq, std::span<std::uint8_t> bytes) {
  std::uint8_t* out = bytes.data();
  for (std::size_t k = 0; k + words_of_block <= iq.size(); k += words_of_block) {
    int exponent = 0;
    if (format.method == IqMethod::bfp) {
      exponent = exponent_of(iq.data() + k, format.width);
      *out++ = static_cast<std::uint8_t>(exponent);
    }
    pack(iq.data() + k, exponent, format.width, out);
    out += 3 * static_cast<std::size_t>(format.width);
  }
}

void decompress(IqFormat format, std::span<const std::uint8_t> bytes, std::span<std::int16_t> iq) {
  const std::uint8_t* in = bytes.data();
  for (std::size_t k = 0; k + words_of_block <= iq.size(); k += words_of_block) {
    const int exponent = format.method == IqMethod::bfp ? *in++ & 15 : 0;
    unpack(in, exponent, format.width, iq.data() + k);
    in += 3 * static_cast<std::size_t>(format.width);
  }
}

void quantise(IqFormat format, std::span<std::int16_t> iq) {
  if (format.method == IqMethod::none) return;
  for (std::size_t k = 0; k + words_of_block <= iq.size(); k += words_of_block) {
    const int exponent = exponent_of(iq.data() + k, format.width);
    for (std::size_t i = k; i < k + words_of_block; ++i)
      iq[i] = static_cast<std::int16_t>((iq[i] >> exponent) * (1 << exponent));
  }
}

}  // namespace ohmimo::fronthaul
