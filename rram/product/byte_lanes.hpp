// Vectors of bytes of one instruction set, by GCC/Clang vector extensions. Each lane (rram/numbers/lanes.hpp) has four
// bytes, one for each of four bit planes. Only line_kernels.cpp includes this header; it is compiled once per
// instruction set with OHMIMO_ISA = scalar | avx2 | avx512. All operations are on integers: results are the same
// everywhere.
#pragma once
#include <cstddef>
#include <cstdint>

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace ohmimo::rram::OHMIMO_ISA {

#if defined(__AVX512BW__)
inline constexpr std::size_t n_byte = 64;
#elif defined(__AVX2__)
inline constexpr std::size_t n_byte = 32;
#else
inline constexpr std::size_t n_byte = 4;
#endif
inline constexpr std::size_t lanes_at_once = n_byte / 4;  // of the 16

typedef std::uint8_t Bytes __attribute__((vector_size(n_byte)));
typedef std::int8_t SignedBytes __attribute__((vector_size(n_byte)));
typedef std::uint16_t Shorts __attribute__((vector_size(n_byte)));
typedef std::int32_t Ints __attribute__((vector_size(n_byte)));
typedef std::int64_t Longs __attribute__((vector_size(2 * n_byte)));
typedef Ints IntMemory __attribute__((may_alias, aligned(4)));
typedef std::int64_t LongMemory __attribute__((vector_size(2 * n_byte), may_alias, aligned(8)));

static inline Ints load(const std::int32_t* p) {
  return *reinterpret_cast<const IntMemory*>(p);
}
static inline void store(Ints v, std::int32_t* p) {
  *reinterpret_cast<IntMemory*>(p) = v;
}
static inline Bytes all_bytes(int x) {
  return Bytes{} + static_cast<std::uint8_t>(x);
}
// Bytes taken as signed.
static inline Bytes max(Bytes a, Bytes b) {
#if defined(__AVX512BW__)
  return (Bytes)_mm512_max_epi8((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Bytes)_mm256_max_epi8((__m256i)a, (__m256i)b);
#else
  return (SignedBytes)a > (SignedBytes)b ? a : b;
#endif
}
static inline Bytes min(Bytes a, Bytes b) {
#if defined(__AVX512BW__)
  return (Bytes)_mm512_min_epi8((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Bytes)_mm256_min_epi8((__m256i)a, (__m256i)b);
#else
  return (SignedBytes)a < (SignedBytes)b ? a : b;
#endif
}
// x / 2^n
static inline Bytes shift_down(Bytes x, int n) {
  return (Bytes)((Shorts)x >> n) & all_bytes(255 >> n);
}

// table[at[k]] for every byte k; at[k] < 16.
static inline Bytes look_up(const std::uint8_t (&table)[16], Bytes at) {
#if defined(__AVX512BW__)
  // The unmasked form trips a GCC 12 warning.
  const __m512i all = _mm512_maskz_broadcast_i32x4(0xffff, _mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
  return (Bytes)_mm512_shuffle_epi8(all, (__m512i)at);
#elif defined(__AVX2__)
  const __m256i all = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
  return (Bytes)_mm256_shuffle_epi8(all, (__m256i)at);
#else
  std::uint8_t index[n_byte], found[n_byte];
  __builtin_memcpy(index, &at, n_byte);
  for (std::size_t k = 0; k < n_byte; ++k) found[k] = table[index[k]];
  Bytes all;
  __builtin_memcpy(&all, found, n_byte);
  return all;
#endif
}

// Sums of a[k] b[k] over the four bytes of each lane; a is 0 to 127, b is signed.
static inline Ints dot(Bytes a, Bytes b) {
#if defined(__AVX512BW__)
  return (Ints)_mm512_madd_epi16(_mm512_maddubs_epi16((__m512i)a, (__m512i)b), _mm512_set1_epi16(1));
#elif defined(__AVX2__)
  return (Ints)_mm256_madd_epi16(_mm256_maddubs_epi16((__m256i)a, (__m256i)b), _mm256_set1_epi16(1));
#else
  std::uint8_t weight[n_byte];
  std::int8_t value[n_byte];
  __builtin_memcpy(weight, &a, n_byte);
  __builtin_memcpy(value, &b, n_byte);
  std::int32_t sum[lanes_at_once] = {};
  for (std::size_t k = 0; k < n_byte; ++k) sum[k / 4] += weight[k] * value[k];
  Ints all;
  __builtin_memcpy(&all, sum, n_byte);
  return all;
#endif
}
// The four planes of each lane, weighted: x[0] + 2 x[1] + 4 x[2] + 8 x[3].
static inline Ints over_planes(Bytes x) {
  return dot((Bytes)(Ints{} + 0x08040201), x);
}
static inline Ints over_bytes(Bytes x) {
  return dot(all_bytes(1), x);
}

// Bit k is set where bytes k are equal.
static inline std::uint64_t equal(Bytes a, Bytes b) {
#if defined(__AVX512BW__)
  return _mm512_cmpeq_epi8_mask((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return static_cast<std::uint32_t>(_mm256_movemask_epi8((__m256i)(a == b)));
#else
  const Bytes same = (Bytes)(a == b);
  std::uint8_t byte[n_byte];
  __builtin_memcpy(byte, &same, n_byte);
  std::uint64_t bits = 0;
  for (std::size_t k = 0; k < n_byte; ++k) bits |= static_cast<std::uint64_t>(byte[k] & 1) << k;
  return bits;
#endif
}

// a where bits are set, b elsewhere.
static inline Bytes blend(std::uint64_t bits, Bytes a, Bytes b) {
#if defined(__AVX512BW__)
  return (Bytes)_mm512_mask_mov_epi8((__m512i)b, bits, (__m512i)a);
#else
  for (; bits != 0; bits &= bits - 1) b[__builtin_ctzll(bits)] = a[__builtin_ctzll(bits)];
  return b;
#endif
}

// n + 1 where a and b differ.
static inline Bytes count_unequal(Bytes n, Bytes a, Bytes b) {
#if defined(__AVX512BW__)
  return (Bytes)_mm512_mask_add_epi8((__m512i)n, _mm512_cmpneq_epi8_mask((__m512i)a, (__m512i)b), (__m512i)n,
                                     _mm512_set1_epi8(1));
#else
  return n - (Bytes)(a != b);
#endif
}

// sum [lanes_at_once] += 2^shift x
static inline void add_shifted(Ints x, int shift, std::int64_t* sum) {
  *reinterpret_cast<LongMemory*>(sum) += __builtin_convertvector(x, Longs) << shift;
}

}  // namespace ohmimo::rram::OHMIMO_ISA
