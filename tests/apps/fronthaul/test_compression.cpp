// Samples to bytes and back: bytes made by hand, an encoder of its own that writes bit after bit, and the rule.
#include "apps/fronthaul/compression.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/apps/fronthaul/fronthaul_case.hpp"

namespace test_compression {

using namespace ohmimo;
using namespace ohmimo::fronthaul;
using namespace ohmimo::fronthaul_test;

Bytes compressed(IqFormat format, const Words& iq) {
  Bytes bytes(iq.size() / iq_per_prb * prb_bytes(format), 0xaa);
  compress(format, iq, bytes);
  return bytes;
}

Words decompressed(IqFormat format, const Bytes& bytes) {
  Words iq(bytes.size() / prb_bytes(format) * iq_per_prb, 0x5555);
  decompress(format, bytes, iq);
  return iq;
}

int floor_of(int value, int exponent) {
  const int step = 1 << exponent;
  return value >= 0 ? value / step : -((-value + step - 1) / step);
}

// A block by the definition: the first exponent that fits, floors by division, one bit at a time.
Bytes one_by_one(IqFormat format, const std::int16_t* iq) {
  const int end = 1 << (format.width - 1);
  const auto fits = [&](int value) { return value >= -end && value < end; };
  int exponent = 0;
  while (!std::all_of(iq, iq + iq_per_prb, [&](int x) { return fits(floor_of(x, exponent)); })) ++exponent;
  Bytes bytes;
  if (format.method == IqMethod::bfp) bytes.push_back(static_cast<std::uint8_t>(exponent));
  std::vector<bool> bits;
  for (std::size_t k = 0; k < iq_per_prb; ++k)
    for (int bit = format.width; bit-- > 0;) bits.push_back((floor_of(iq[k], exponent) >> bit & 1) != 0);
  for (std::size_t at = 0; at < bits.size(); at += 8) {
    int byte = 0;
    for (std::size_t k = 0; k < 8; ++k) byte = 2 * byte + bits[at + k];
    bytes.push_back(static_cast<std::uint8_t>(byte));
  }
  return bytes;
}

TEST_CASE("bytes of a block in every format") {
  const std::size_t sizes[] = {25, 28, 37, 43, 48};
  for (std::size_t k = 0; k < 5; ++k) CHECK(prb_bytes(iq_format_words[k].value) == sizes[k]);
  CHECK(273 * prb_bytes({IqMethod::bfp, 9}) == 7644);
}

TEST_CASE("a block of 9 bits by hand") {
  // Largest 511: needs 10 bits, so exponent 1. 511 -> 255 = 0 1111 1111; -74 -> -37 = 1 1101 1011; -1 -> -1; 1 -> 0.
  Words iq(iq_per_prb, 0);
  iq[0] = 511;
  iq[1] = -74;
  iq[2] = -1;
  iq[3] = 1;
  Bytes expected(28, 0);  // 011111111 111011011 111111111 000000000 0...
  expected[0] = 1;
  expected[1] = 0b01111111;
  expected[2] = 0b11110110;
  expected[3] = 0b11111111;
  expected[4] = 0b11100000;
  CHECK(compressed({IqMethod::bfp, 9}, iq) == expected);
  iq = {510, -74, -2};
  iq.resize(iq_per_prb);
  CHECK(decompressed({IqMethod::bfp, 9}, expected) == iq);
  expected[0] = 0xf1;  // four bits are reserved
  CHECK(decompressed({IqMethod::bfp, 9}, expected) == iq);
}

TEST_CASE("exponents at the ends of their ranges") {
  const auto exponent = [](int width, std::int16_t value) {
    Words iq(iq_per_prb, 0);
    iq[23] = value;
    return compressed({IqMethod::bfp, width}, iq)[0];
  };
  CHECK(exponent(9, 0) == 0);
  CHECK(exponent(9, 255) == 0);
  CHECK(exponent(9, 256) == 1);
  CHECK(exponent(9, -256) == 0);
  CHECK(exponent(9, -257) == 1);
  CHECK(exponent(9, 32767) == 7);
  CHECK(exponent(9, -32768) == 7);
  CHECK(exponent(8, -32768) == 8);
  CHECK(exponent(12, -32768) == 4);
  CHECK(exponent(14, 32767) == 2);
  CHECK(exponent(14, -8192) == 0);
}

// Encoders emit no exponent above 16 - width; the field has 4 bits.
TEST_CASE("what an exponent carries beyond 16 bits is held at their limits") {
  Bytes bytes(28, 0);
  bytes[0] = 15;
  bytes[1] = 0b00000000;  // 1, -1, 2, -2, 0 ...
  bytes[2] = 0b11111111;
  bytes[3] = 0b11000000;
  bytes[4] = 0b01011111;
  bytes[5] = 0b11100000;
  Words expected = {32767, -32768, 32767, -32768};
  expected.resize(iq_per_prb);
  CHECK(decompressed({IqMethod::bfp, 9}, bytes) == expected);
}

TEST_CASE("int16 is big-endian") {
  Words iq(iq_per_prb, 0);
  iq[0] = 0x1234;
  iq[1] = -2;
  const Bytes bytes = compressed({IqMethod::none, 16}, iq);
  CHECK(Bytes(bytes.begin(), bytes.begin() + 5) == Bytes{0x12, 0x34, 0xff, 0xfe, 0});
  CHECK(decompressed({IqMethod::none, 16}, bytes) == iq);
}

TEST_CASE("every format and number of blocks: bytes of the bit-by-bit encoder, values less than a step below") {
  for (const IqFormat format : all_formats())
    for (std::size_t n_prb = 0; n_prb <= 275; n_prb += n_prb < 40 ? 1 : 47) {
      const Words iq = samples(n_prb, static_cast<unsigned>(n_prb + 1));
      const Bytes bytes = compressed(format, iq);
      Bytes expected;
      for (std::size_t prb = 0; prb < n_prb; ++prb) {
        const Bytes one = one_by_one(format, &iq[prb * iq_per_prb]);
        expected.insert(expected.end(), one.begin(), one.end());
      }
      CHECK(bytes == expected);
      const Words back = decompressed(format, bytes);
      int wrong = 0;
      for (std::size_t k = 0; k < iq.size(); ++k) {
        const int exponent = format.method == IqMethod::bfp ? bytes[k / iq_per_prb * prb_bytes(format)] : 0;
        const int error = iq[k] - back[k];
        wrong += error < 0 || error >= 1 << exponent;
      }
      CHECK(wrong == 0);
      Words quantised = iq;
      quantise(format, quantised);
      CHECK(quantised == back);
      CHECK(compressed(format, back) == bytes);  // nothing is lost a second time
    }
}

TEST_CASE("any bytes decompress to mantissa times 2^exponent within 16 bits") {
  std::minstd_rand random(7);
  for (const IqFormat format : all_formats())
    for (int round = 0; round < 200; ++round) {
      Bytes bytes(prb_bytes(format));
      for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 8);
      const Words iq = decompressed(format, bytes);
      const std::size_t start = format.method == IqMethod::bfp ? 8 : 0;
      const int exponent = start > 0 ? bytes[0] % 16 : 0;
      int wrong = 0;
      for (std::size_t k = 0; k < iq_per_prb; ++k) {
        long mantissa = 0;
        for (int bit = 0; bit < format.width; ++bit) {
          const std::size_t at = start + k * static_cast<std::size_t>(format.width) + static_cast<std::size_t>(bit);
          mantissa = 2 * mantissa + (bytes[at / 8] >> (7 - at % 8) & 1);
        }
        if (mantissa >= 1L << (format.width - 1)) mantissa -= 1L << format.width;
        wrong += iq[k] != std::clamp(mantissa * (1L << exponent), -32768L, 32767L);
      }
      CHECK(wrong == 0);
    }
}

TEST_CASE("spans at any address; bytes beside them stay") {
  const IqFormat format = {IqMethod::bfp, 9};
  const Words iq = samples(3);
  const Bytes expected = compressed(format, iq);
  Words quantised = iq;
  quantise(format, quantised);
  for (std::size_t offset = 0; offset < 9; ++offset) {
    Bytes room(100, 0x77);
    compress(format, iq, {room.data() + offset, 84});
    const auto from = room.begin() + static_cast<std::ptrdiff_t>(offset);
    CHECK(std::equal(expected.begin(), expected.end(), from));
    CHECK(std::count(room.begin(), from, 0x77) == static_cast<std::ptrdiff_t>(offset));
    CHECK(std::count(from + 84, room.end(), 0x77) == static_cast<std::ptrdiff_t>(16 - offset));
    Words back(74, 0x7777);
    decompress(format, {room.data() + offset, 84}, std::span(back).subspan(1, 72));
    CHECK(back.front() == 0x7777);
    CHECK(back.back() == 0x7777);
    CHECK(std::equal(quantised.begin(), quantised.end(), back.begin() + 1));
  }
}

}  // namespace test_compression
