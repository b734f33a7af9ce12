// Vectors of signed bytes of one instruction set. Only ldpc_kernels.cpp includes this header; it is compiled once per
// instruction set with OHMIMO_ISA = scalar | avx2 | avx512. All operations are on integers: results are the same
// everywhere.
#pragma once
#include <cstddef>
#include <cstdint>

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace ohmimo::coding::OHMIMO_ISA {

#if defined(__AVX512BW__)
inline constexpr std::size_t n_byte = 64;
#elif defined(__AVX2__)
inline constexpr std::size_t n_byte = 32;
#else
inline constexpr std::size_t n_byte = 16;
#endif

typedef std::int8_t Bytes __attribute__((vector_size(n_byte)));
typedef std::uint8_t Magnitudes __attribute__((vector_size(n_byte)));
typedef Bytes ByteMemory __attribute__((may_alias, aligned(1)));
typedef std::uint64_t Words __attribute__((vector_size(n_byte)));
typedef Words WordMemory __attribute__((may_alias, aligned(8)));
inline constexpr std::size_t words_at_once = n_byte / 8;

static inline Bytes load(const std::int8_t* p) {
  return *reinterpret_cast<const ByteMemory*>(p);
}
static inline void store(Bytes v, std::int8_t* p) {
  *reinterpret_cast<ByteMemory*>(p) = v;
}
static inline Magnitudes all_lanes(std::uint8_t x) {
  return Magnitudes{} + x;
}

#if !defined(__AVX2__)
// sum where it has not left the range, else the end of the range that first lies at.
static inline Bytes saturated(Bytes sum, Bytes left_range, Bytes first) {
  const Bytes end = (first < Bytes{}) ^ (Bytes{} + std::int8_t{127});
  return left_range < Bytes{} ? end : sum;
}
#endif

// Sums and differences that stay between -128 and 127.
static inline Bytes add(Bytes a, Bytes b) {
#if defined(__AVX512BW__)
  return (Bytes)_mm512_adds_epi8((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Bytes)_mm256_adds_epi8((__m256i)a, (__m256i)b);
#else
  const Bytes sum = (Bytes)((Magnitudes)a + (Magnitudes)b);
  return saturated(sum, (a ^ sum) & (b ^ sum), a);
#endif
}
static inline Bytes subtract(Bytes a, Bytes b) {
#if defined(__AVX512BW__)
  return (Bytes)_mm512_subs_epi8((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Bytes)_mm256_subs_epi8((__m256i)a, (__m256i)b);
#else
  const Bytes rest = (Bytes)((Magnitudes)a - (Magnitudes)b);
  return saturated(rest, (a ^ b) & (a ^ rest), a);
#endif
}

static inline Magnitudes magnitude(Bytes x) {
#if defined(__AVX512BW__)
  return (Magnitudes)_mm512_abs_epi8((__m512i)x);
#elif defined(__AVX2__)
  return (Magnitudes)_mm256_abs_epi8((__m256i)x);
#else
  const Bytes sign = x < Bytes{};
  return (Magnitudes)(x ^ sign) - (Magnitudes)sign;
#endif
}
static inline Magnitudes smaller(Magnitudes a, Magnitudes b) {
#if defined(__AVX512BW__)
  return (Magnitudes)_mm512_min_epu8((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Magnitudes)_mm256_min_epu8((__m256i)a, (__m256i)b);
#else
  return a < b ? a : b;
#endif
}
static inline Magnitudes larger(Magnitudes a, Magnitudes b) {
#if defined(__AVX512BW__)
  return (Magnitudes)_mm512_max_epu8((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Magnitudes)_mm256_max_epu8((__m256i)a, (__m256i)b);
#else
  return a < b ? b : a;
#endif
}
// a - b, or 0 where b is larger.
static inline Magnitudes reduced(Magnitudes a, Magnitudes b) {
  return larger(a, b) - b;
}

// table[at[k]] for every byte k; at[k] < 16.
static inline Magnitudes look_up(const std::uint8_t (&table)[16], Magnitudes at) {
#if defined(__AVX512BW__)
  // The unmasked form trips a GCC 12 warning.
  const __m512i all = _mm512_maskz_broadcast_i32x4(0xffff, _mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
  return (Magnitudes)_mm512_shuffle_epi8(all, (__m512i)at);
#elif defined(__AVX2__)
  const __m256i all = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
  return (Magnitudes)_mm256_shuffle_epi8(all, (__m256i)at);
#else
  std::uint8_t index[n_byte], found[n_byte];
  __builtin_memcpy(index, &at, n_byte);
  for (std::size_t k = 0; k < n_byte; ++k) found[k] = table[index[k]];
  Magnitudes all;
  __builtin_memcpy(&all, found, n_byte);
  return all;
#endif
}

// x where a and b are equal, y elsewhere.
static inline Magnitudes where_equal(Magnitudes a, Magnitudes b, Magnitudes x, Magnitudes y) {
#if defined(__AVX512BW__)
  return (Magnitudes)_mm512_mask_mov_epi8((__m512i)y, _mm512_cmpeq_epi8_mask((__m512i)a, (__m512i)b), (__m512i)x);
#elif defined(__AVX2__)
  return (Magnitudes)_mm256_blendv_epi8((__m256i)y, (__m256i)x, _mm256_cmpeq_epi8((__m256i)a, (__m256i)b));
#else
  return a == b ? x : y;
#endif
}
// size, negative where sign is; size at most 127.
static inline Bytes with_sign(Magnitudes size, Bytes sign) {
#if defined(__AVX512BW__)
  const __m512i x = (__m512i)size;
  return (Bytes)_mm512_mask_sub_epi8(x, _mm512_movepi8_mask((__m512i)sign), _mm512_setzero_si512(), x);
#elif defined(__AVX2__)
  return (Bytes)_mm256_sign_epi8((__m256i)size, _mm256_or_si256((__m256i)sign, _mm256_set1_epi8(1)));
#else
  const Bytes flip = sign < Bytes{};
  return (Bytes)((size ^ (Magnitudes)flip) - (Magnitudes)flip);
#endif
}

// Bit k is set where byte k is negative.
static inline std::uint64_t negative(Bytes x) {
#if defined(__AVX512BW__)
  return _mm512_movepi8_mask((__m512i)x);
#elif defined(__AVX2__)
  return static_cast<std::uint32_t>(_mm256_movemask_epi8((__m256i)x));
#else
  // Multiplying gathers bit 0 of eight bytes in the highest one.
  const Words first = (Words)x >> 7 & 0x0101010101010101u;
  return first[0] * 0x0102040810204080u >> 56 | first[1] * 0x0102040810204080u >> 56 << 8;
#endif
}

// Byte k is 1 where bit k is set, else 0.
static inline Bytes spread(std::uint64_t bits) {
#if defined(__AVX512BW__)
  return (Bytes)_mm512_maskz_mov_epi8(bits, _mm512_set1_epi8(1));
#elif defined(__AVX2__)
  const __m256i place = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
  const __m256i bit = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201u));
  const __m256i bytes = _mm256_shuffle_epi8(_mm256_set1_epi32(static_cast<int>(bits)), place);
  return (Bytes)_mm256_and_si256(_mm256_cmpeq_epi8(_mm256_and_si256(bytes, bit), bit), _mm256_set1_epi8(1));
#else
  const std::uint64_t every = 0x0101010101010101u, own = 0x8040201008040201u;
  const Bytes masked = (Bytes)(Words{(bits & 255) * every, (bits >> 8 & 255) * every} & own);
  return (masked != Bytes{}) & 1;
#endif
}

}  // namespace ohmimo::coding::OHMIMO_ISA
