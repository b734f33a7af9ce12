// The vector type of one instruction set, by GCC/Clang vector extensions. Only kernels.cpp includes this header; it is
// compiled once per instruction set with OHMIMO_ISA = scalar | avx2 | avx512. Everything lives in a namespace of that
// name, so that no two builds of a function share a symbol. 16 logical lanes take 16/width passes. All operations are
// on integers or correctly rounded (+ - * / sqrt fma): results are the same bits everywhere.
#pragma once
#include <cstddef>
#include <cstdint>

#include "phy/block_view.hpp"

#define OHMIMO_IS_scalar 1
#define OHMIMO_IS_avx2 2
#define OHMIMO_IS_avx512 3
#define OHMIMO_CAT_(a, b) a##b
#define OHMIMO_CAT(a, b) OHMIMO_CAT_(a, b)
#define OHMIMO_ISA_NUMBER OHMIMO_CAT(OHMIMO_IS_, OHMIMO_ISA)

#if OHMIMO_ISA_NUMBER > 1
#include <immintrin.h>
#endif

namespace ohmimo::simd::OHMIMO_ISA {

#if OHMIMO_ISA_NUMBER == 3
inline constexpr std::size_t width = 16;
#elif OHMIMO_ISA_NUMBER == 2
inline constexpr std::size_t width = 8;
#else
inline constexpr std::size_t width = 1;
#endif

typedef float Vf __attribute__((vector_size(4 * width)));
typedef std::int32_t Vi __attribute__((vector_size(4 * width)));
typedef std::uint32_t Vu __attribute__((vector_size(4 * width)));
typedef std::uint64_t VuLong __attribute__((vector_size(8 * width)));
// Memory operands of any alignment. Batches are aligned to cache lines, where unaligned access costs nothing.
typedef float VfMemory __attribute__((vector_size(4 * width), may_alias, aligned(4)));
typedef std::uint32_t VuMemory __attribute__((vector_size(4 * width), may_alias, aligned(4)));
typedef std::uint16_t VhMemory __attribute__((vector_size(2 * width), may_alias, aligned(2)));

static inline Vf load(const float* p) {
  return *reinterpret_cast<const VfMemory*>(p);
}
static inline void store(float* p, Vf v) {
  *reinterpret_cast<VfMemory*>(p) = v;
}
static inline Vu load(const std::uint32_t* p) {
  return *reinterpret_cast<const VuMemory*>(p);
}
static inline void store(std::uint32_t* p, Vu v) {
  *reinterpret_cast<VuMemory*>(p) = v;
}
// The low 16 bits of every lane.
static inline void store(std::uint16_t* p, Vi v) {
  *reinterpret_cast<VhMemory*>(p) = __builtin_convertvector(v, VhMemory);
}
static inline Vi load(const std::uint16_t* p) {
  return __builtin_convertvector(*reinterpret_cast<const VhMemory*>(p), Vi);
}

// v, held in a register from here on. When registers get few, GCC would read it from memory at every use, which costs
// more than the products it goes into (phy/simd/tile.hpp: 1.22 times the cycles).
static inline Vf in_register(Vf v) {
#if OHMIMO_ISA_NUMBER > 1
  asm("" : "+v"(v));
#endif
  return v;
}

static inline Vf splat(float x) {
  return Vf{} + x;
}
// The same by one load. (The sum with zero above turns -0 into 0, which costs an instruction.)
static inline Vf broadcast(const float* p) {
#if OHMIMO_ISA_NUMBER == 3
  return _mm512_set1_ps(*p);
#elif OHMIMO_ISA_NUMBER == 2
  return _mm256_set1_ps(*p);
#else
  return Vf{*p};
#endif
}

// a*b + c with one rounding.
static inline Vf fma(Vf a, Vf b, Vf c) {
#if OHMIMO_ISA_NUMBER == 3
  return _mm512_fmadd_ps(a, b, c);
#elif OHMIMO_ISA_NUMBER == 2
  return _mm256_fmadd_ps(a, b, c);
#else
  return Vf{__builtin_fmaf(a[0], b[0], c[0])};
#endif
}
// c - a*b with one rounding.
static inline Vf fnma(Vf a, Vf b, Vf c) {
  return fma(-a, b, c);
}

static inline Vf sqrt(Vf a) {
#if OHMIMO_ISA_NUMBER == 3
  return _mm512_maskz_sqrt_ps(0xffff, a);  // the unmasked form trips a GCC 12 warning
#elif OHMIMO_ISA_NUMBER == 2
  return _mm256_sqrt_ps(a);
#else
  return Vf{__builtin_sqrtf(a[0])};
#endif
}

static inline Vf to_float(Vi a) {
  return __builtin_convertvector(a, Vf);
}
static inline Vi to_int(Vf a) {
  return __builtin_convertvector(a, Vi);
}  // truncates
static inline Vi bits_of(Vf a) {
  return (Vi)a;
}
static inline Vf float_of(Vi a) {
  return (Vf)a;
}

// max is a > b ? a : b, min is a < b ? a : b: b where either is NaN.
static inline Vf max(Vf a, Vf b) {
#if OHMIMO_ISA_NUMBER == 3
  return _mm512_maskz_max_ps(0xffff, a, b);
#elif OHMIMO_ISA_NUMBER == 2
  return _mm256_max_ps(a, b);
#else
  return a[0] > b[0] ? a : b;
#endif
}
static inline Vf min(Vf a, Vf b) {
#if OHMIMO_ISA_NUMBER == 3
  return _mm512_maskz_min_ps(0xffff, a, b);
#elif OHMIMO_ISA_NUMBER == 2
  return _mm256_min_ps(a, b);
#else
  return a[0] < b[0] ? a : b;
#endif
}
static inline Vi max(Vi a, Vi b) {
#if OHMIMO_ISA_NUMBER == 3
  return (Vi)_mm512_maskz_max_epi32(0xffff, (__m512i)a, (__m512i)b);
#elif OHMIMO_ISA_NUMBER == 2
  return (Vi)_mm256_max_epi32((__m256i)a, (__m256i)b);
#else
  return a[0] > b[0] ? a : b;
#endif
}

static inline Vf abs(Vf a) {
  return float_of(bits_of(a) & 0x7fffffff);
}

// mask ? a : b, lane by lane; mask is all ones or all zeros, as comparisons give.
static inline Vf select(Vi mask, Vf a, Vf b) {
  return float_of((mask & bits_of(a)) | (~mask & bits_of(b)));
}

// True if any lane of a mask is set.
static inline bool any_lane(Vi mask) {
#if OHMIMO_ISA_NUMBER == 3
  return _mm512_test_epi32_mask((__m512i)mask, (__m512i)mask) != 0;
#elif OHMIMO_ISA_NUMBER == 2
  return _mm256_movemask_ps((__m256)mask) != 0;
#else
  return mask[0] != 0;
#endif
}

}  // namespace ohmimo::simd::OHMIMO_ISA
