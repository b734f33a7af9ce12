// Compiled once per instruction set with OHMIMO_ISA = scalar | avx2 | avx512 set (CMakeLists.txt).
#include "apps/fronthaul/iq_kernels.hpp"

#include <cstring>

#include "apps/fronthaul/prb_plain.hpp"
#ifdef __AVX2__
#include "apps/fronthaul/prb_lanes.hpp"
#endif

namespace ohmimo::fronthaul::OHMIMO_ISA {
namespace {

#ifdef __AVX2__
namespace prb = lanes;
#else
namespace prb = plain;
#endif

constexpr std::size_t most_prb_bytes = 48, beyond = 8;  // vectors reach so far beyond the end of a PRB

// Without compression there is no byte of the exponent, which is 0.
template <int width>
constexpr bool has_exponent = width != 16;
template <int width>
constexpr std::size_t size_of = 3 * width + (has_exponent<width> ? 1 : 0);

template <int width>
int exponent_of(const std::int16_t* iq) {
  if constexpr (has_exponent<width>) return prb::exponent_of<width>(iq);
  return 0;
}

template <int width>
void compress_one(const std::int16_t* iq, std::uint8_t* bytes) {
  const int exponent = exponent_of<width>(iq);
  if (has_exponent<width>) *bytes++ = static_cast<std::uint8_t>(exponent);
  prb::pack<width>(iq, exponent, bytes);
}

template <int width>
void decompress_one(const std::uint8_t* bytes, std::int16_t* iq) {
  const int exponent = has_exponent<width> ? *bytes++ & 15 : 0;
  prb::unpack<width>(bytes, exponent, iq);
}

template <int width>
void quantise_one(std::int16_t* iq) {
  const int exponent = exponent_of<width>(iq);
  for (std::size_t k = 0; k < iq_per_prb; ++k) iq[k] = static_cast<std::int16_t>(iq[k] >> exponent << exponent);
}

// The last PRB goes through a room of its own, beyond whose end nothing lies that matters.
template <int width>
void compress_all(const std::int16_t* iq, std::size_t n_prb, std::uint8_t* bytes) {
  for (; n_prb > 1; --n_prb, iq += iq_per_prb, bytes += size_of<width>) compress_one<width>(iq, bytes);
  if (n_prb == 0) return;
  std::uint8_t last[most_prb_bytes + beyond];
  compress_one<width>(iq, last);
  std::memcpy(bytes, last, size_of<width>);
}

template <int width>
void decompress_all(const std::uint8_t* bytes, std::size_t n_prb, std::int16_t* iq) {
  for (; n_prb > 1; --n_prb, iq += iq_per_prb, bytes += size_of<width>) decompress_one<width>(bytes, iq);
  if (n_prb == 0) return;
  std::uint8_t last[most_prb_bytes + beyond] = {};
  std::memcpy(last, bytes, size_of<width>);
  decompress_one<width>(last, iq);
}

template <int width>
void quantise_all(std::int16_t* iq, std::size_t n_prb) {
  for (; n_prb > 0; --n_prb, iq += iq_per_prb) quantise_one<width>(iq);
}

// call.template operator()<width>() for the width of the format.
template <class Call>
void by_width(IqFormat format, const Call& call) {
  switch (format.width) {
    case 8:
      return call.template operator()<8>();
    case 9:
      return call.template operator()<9>();
    case 10:
      return call.template operator()<10>();
    case 11:
      return call.template operator()<11>();
    case 12:
      return call.template operator()<12>();
    case 13:
      return call.template operator()<13>();
    case 14:
      return call.template operator()<14>();
    default:
      return call.template operator()<16>();
  }
}

void compress(IqFormat format, const std::int16_t* iq, std::size_t n_prb, std::uint8_t* bytes) {
  by_width(format, [=]<int width>() { compress_all<width>(iq, n_prb, bytes); });
}
void decompress(IqFormat format, const std::uint8_t* bytes, std::size_t n_prb, std::int16_t* iq) {
  by_width(format, [=]<int width>() { decompress_all<width>(bytes, n_prb, iq); });
}
void quantise(IqFormat format, std::int16_t* iq, std::size_t n_prb) {
  if (format.method == IqMethod::none) return;
  by_width(format, [=]<int width>() { quantise_all<width>(iq, n_prb); });
}

}  // namespace

extern const IqKernels table;
const IqKernels table = {compress, decompress, quantise};

}  // namespace ohmimo::fronthaul::OHMIMO_ISA
