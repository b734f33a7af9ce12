// Exponential and logarithm on all lanes, by polynomials of our own: the same bits on every instruction set.
#pragma once
#include "phy/simd/lanes.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// Polynomial by Horner's rule, lowest coefficient first.
template <std::size_t N>
static inline Vf polynomial(const float (&c)[N], Vf x) {
  Vf sum = splat(c[N - 1]);
  for (std::size_t k = N - 1; k-- > 0;) sum = fma(sum, x, splat(c[k]));
  return sum;
}

// ln u for normal u > 0: u = 2^e m with m in [sqrt(1/2), sqrt 2), ln m = f P(f), f = m - 1. Relative error of f P(f)
// 3e-8 (Chebyshev interpolation on the range of f) before rounding.
static inline Vf natural_log(Vf u) {
  static constexpr float p[] = {0.9999999741310671f,   -0.4999999638212397f,  0.333341932861348f,
                                -0.25001352185488634f, 0.19955933358385677f,  -0.16577992896969204f,
                                0.1497740128028464f,   -0.14269258205119506f, 0.08533313081208015f};
  const Vi shifted = bits_of(u) - 0x3f3504f3;  // bits of sqrt(1/2)
  const Vi exponent = shifted >> 23;
  const Vf f = float_of(bits_of(u) - (exponent << 23)) - splat(1.0f);
  return fma(to_float(exponent), splat(0.69314718056f), f * polynomial(p, f));
}

// 2^t for |t| <= 1/2. Relative error 2e-8 (Chebyshev interpolation, coefficients rounded) before rounding.
static inline Vf exp2_fraction(Vf t) {
  static constexpr float p[] = {1.0f,
                                0.6931472067028326f,
                                0.24022650922288757f,
                                0.05550327226670302f,
                                0.009618056678524637f,
                                0.0013400428177615838f,
                                0.0001546144469856913f};
  return polynomial(p, t);
}

}  // namespace ohmimo::simd::OHMIMO_ISA
