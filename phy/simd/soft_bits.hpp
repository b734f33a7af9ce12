// Soft bits of square Gray QAM (TS 38.211 clause 5.1) on 16 lanes, axis by axis.
//
// In units of half the level distance an axis of m bits has the r = 2^m levels a = +-1, +-3 .. +-(r-1). The clause
// nests them: a = s0 (2^(m-1) - s1 (2^(m-2) - ... s(m-1))), s = 1 - 2b. The received value is folded the same way:
//   f0 = y, fk = 2^(m-k) - |f(k-1)|
// fk has the sign s_k that belongs to bit k of the nearest level. Folding keeps distances: the nearest level is
// | |f(m-1)| - 1 | away, the nearest level with the other value of bit k |fk| + 1.
#pragma once
#include "phy/simd/elementary.hpp"
#include "phy/simd/symbols.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// A symbol and its variance in the units of an axis: y in half level distances, and c = scale^2/var, so that c (y -
// a)^2 is an exponent of the likelihood. Unusable symbols get y = c = 0, hence soft bits of 0.
struct ScaledSymbol {
  Vf y[2];
  Vf c;
};

static inline ScaledSymbol scale_symbol(const float* x, const float* var, AxisScale axis) {
  const Vf re = load(x), im = load(x + n_lane), v = load(var);
  // Every comparison is false for NaN.
  const Vi usable =
      (abs(re) < splat(soft_bit_largest_x)) & (abs(im) < splat(soft_bit_largest_x)) & (v < splat(__builtin_inff()));
  const Vf unit = splat(1.0f / axis.scale), c = splat(axis.scale * axis.scale) / max(v, splat(soft_bit_least_var));
  return {{select(usable, re * unit, Vf{}), select(usable, im * unit, Vf{})}, select(usable, c, Vf{})};
}

template <int m>
static inline void fold(Vf y, Vf (&f)[m]) {
  f[0] = y;
#pragma GCC unroll 8
  for (int k = 1; k < m; ++k) f[k] = splat(static_cast<float>(1 << (m - k))) - abs(f[k - 1]);
}

// How much nearer, in squared distance, the nearest level is than the nearest one with the other bit k:
// (|fk| + 1)^2 - (|g| - 1)^2 with g = f(m-1), as a product, which stays exact near 0.
static inline Vf advantage(Vf fk, Vf g) {
  return (abs(fk) + abs(g)) * ((abs(fk) - abs(g)) + splat(2.0f));
}

static inline Vf with_sign_of(Vf sign, Vf magnitude) {
  return float_of(bits_of(magnitude) ^ (bits_of(sign) & static_cast<std::int32_t>(0x80000000)));
}

// The largest term of each sum alone: llr_k = sgn(fk) c advantage, which for the last bit is 4 c f(m-1).
template <int m>
static inline void max_log_axis(Vf y, Vf c, Vf (&llr)[m]) {
  Vf f[m];
  fold<m>(y, f);
#pragma GCC unroll 8
  for (int k = 0; k < m - 1; ++k) llr[k] = with_sign_of(f[k], advantage(f[k], f[m - 1]) * c);
  llr[m - 1] = f[m - 1] * (splat(4.0f) * c);
}

// Bit k (0 = most significant) of level p; see symbols.hpp.
template <int m>
static constexpr int level_bit(int p, int k) {
  return (axis_label(p, 1 << m) >> (m - 1 - k)) & 1;
}

// Whole sums: llr_k = ln sum_{b_k = 0} w - ln sum_{b_k = 1} w with w = exp(-c ((y - a)^2 - (y - a*)^2)), a* the nearest
// level. Every w is 2^n 2^t with an integer n and |t| <= 1/2. With N the integer of its largest term, a sum adds up
// 2^(n-N) 2^t, so that it neither vanishes nor overflows at any signal-to-noise ratio; N ln 2 is added at the end.
// Terms below 2^-120 of the largest count as 2^-120. n stops at -2^30: soft bits saturate at 7.4e8.
template <int m>
static inline void exact_axis(Vf y, Vf c, Vf (&llr)[m]) {
  constexpr int r = 1 << m;
  const Vf c2 = c * splat(1.44269504f), lowest = splat(-0x1p30f), half = splat(0.5f);
  Vf f[m];
  fold<m>(y, f);
  const Vi least = Vi{} - 120;
  Vi top[2][m];
  Vf sum[2][m];
#pragma GCC unroll 8
  for (int k = 0; k < m; ++k) {
    // Exponent of the largest term with the other value of bit k than a*; it is 0 for the value of a*.
    const Vf largest = -(advantage(f[k], f[m - 1]) * c2);
    const Vi n = to_int(max(largest, lowest)), one_is_nearer = bits_of(f[k]) >> 31;
    top[0][k] = one_is_nearer & n;
    top[1][k] = ~one_is_nearer & n;
    sum[0][k] = sum[1][k] = Vf{};
  }
  const Vf p = min(max(fma(y, half, splat(0.5f * r)), Vf{}), splat(r - 1));
  const Vf nearest = fma(to_float(to_int(p)), splat(2.0f), splat(1 - r));
  const Vf mirror = fma(y, splat(2.0f), -nearest);
#pragma GCC unroll 32
  for (int level = 0; level < r; ++level) {
    const Vf a = splat(2 * level + 1 - r);
    const Vf exponent = max((a - nearest) * (mirror - a) * c2, lowest);  // c2 ((y - a*)^2 - (y - a)^2)
    const Vi n = to_int(exponent - half);
    const Vi mantissa = bits_of(exp2_fraction(exponent - to_float(n)));
#pragma GCC unroll 8
    for (int k = 0; k < m; ++k) {
      const int bit = level_bit<m>(level, k);
      sum[bit][k] += float_of(mantissa + (max(n - top[bit][k], least) << 23));
    }
  }
#pragma GCC unroll 8
  for (int k = 0; k < m; ++k)
    llr[k] = fma(to_float(top[0][k] - top[1][k]), splat(0.69314718056f), natural_log(sum[0][k] / sum[1][k]));
}

// One bit per axis: both sums have one term.
template <>
inline void exact_axis<1>(Vf y, Vf c, Vf (&llr)[1]) {
  max_log_axis<1>(y, c, llr);
}

template <int m, bool exact>
static void soft_bit_planes(const SoftBitRow& row, AxisScale axis, float* llr) {
  const std::size_t plane = row.n_entry * n_lane;
  for (std::size_t e = 0; e < row.n_entry; ++e)
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      const ScaledSymbol s = scale_symbol(row.x + e * entry + lane, row.var + e * n_lane + lane, axis);
      float* out = llr + e * n_lane + lane;
      for (int q = 0; q < 2; ++q, out += plane) {
        Vf bits[m];
        if constexpr (exact)
          exact_axis<m>(s.y[q], s.c, bits);
        else
          max_log_axis<m>(s.y[q], s.c, bits);
#pragma GCC unroll 8
        for (int k = 0; k < m; ++k) store(out + 2 * k * plane, bits[k]);
      }
    }
}

template <bool exact>
static void soft_bits(const SoftBitRow& row, AxisScale axis, float* llr) {
  constexpr void (*by_bits[])(const SoftBitRow&, AxisScale, float*) = {
      soft_bit_planes<1, exact>, soft_bit_planes<2, exact>, soft_bit_planes<3, exact>, soft_bit_planes<4, exact>,
      soft_bit_planes<5, exact>};
  by_bits[axis.bits - 1](row, axis, llr);
}

}  // namespace ohmimo::simd::OHMIMO_ISA
