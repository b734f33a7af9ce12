// Random words and normal numbers for 16 lanes; see rng.hpp for the streams.
#pragma once
#include "phy/simd/elementary.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// xoshiro128++ 1.0 (Blackman and Vigna), one generator per lane.
struct Xoshiro {
  Vu s0, s1, s2, s3;

  static Vu rotl(Vu x, int k) { return (x << k) | (x >> (32 - k)); }

  Vu next() {
    const Vu result = rotl(s0 + s3, 7) + s0;
    const Vu t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotl(s3, 11);
    return result;
  }
};

static inline Xoshiro load_state(const std::uint32_t* state) {
  return {load(state), load(state + n_lane), load(state + 2 * n_lane), load(state + 3 * n_lane)};
}
static inline void store_state(std::uint32_t* state, const Xoshiro& x) {
  store(state, x.s0);
  store(state + n_lane, x.s1);
  store(state + 2 * n_lane, x.s2);
  store(state + 3 * n_lane, x.s3);
}

// Box-Muller: radius sqrt(-2 sigma^2 ln u), u = (x >> 1) 2^-31 + 2^-32 (tail to 6.66 sigma); angle pi/2 s, s in [-1, 1)
// from a signed word, the half circle of the cosine chosen by its lowest bit. sin odd of degree 9, cos even of degree 8
// in s (absolute error below 5e-8).
static inline void normal_pair(Xoshiro& generator, Vf minus_two_var, Vf& cosine, Vf& sine) {
  static constexpr float sine_p[] = {1.5707963200386015f, -0.6459637595835395f, 0.07968991832902929f,
                                     -0.004674143838153858f, 0.0001516717036657391f};
  static constexpr float cosine_p[] = {0.9999999530275124f, -1.2336982006223656f, 0.2536506744226677f,
                                       -0.020810515199813993f, 0.000858134467096344f};
  const Vu x = generator.next();
  const Vu a = generator.next();
  const Vf u = fma(to_float((Vi)(x >> 1)), splat(0x1p-31f), splat(0x1p-32f));
  const Vf radius = sqrt(minus_two_var * natural_log(u));
  const Vf s = to_float((Vi)a) * splat(0x1p-31f);
  const Vf s2 = s * s;
  sine = radius * (s * polynomial(sine_p, s2));
  cosine = float_of(bits_of(radius * polynomial(cosine_p, s2)) ^ (Vi)(a << 31));
}

static void fill_u32(std::uint32_t* state, std::uint32_t* out, std::size_t n_step) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    Xoshiro generator = load_state(state + lane);
    for (std::size_t k = 0; k < n_step; ++k) store(out + k * n_lane + lane, generator.next());
    store_state(state + lane, generator);
  }
}

static void fill_normal(std::uint32_t* state, float* out, std::size_t n_pair, float sigma) {
  const Vf minus_two_var = splat(-2.0f * sigma * sigma);
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    Xoshiro generator = load_state(state + lane);
    for (std::size_t k = 0; k < n_pair; ++k) {
      Vf cosine, sine;
      normal_pair(generator, minus_two_var, cosine, sine);
      store(out + k * 2 * n_lane + lane, cosine);
      store(out + k * 2 * n_lane + n_lane + lane, sine);
    }
    store_state(state + lane, generator);
  }
}

// Keeps the new state where the mask is set and restores the old one elsewhere: a lane never depends on its neighbours.
static inline void keep_where(Vi mask, const Xoshiro& before, Xoshiro& generator) {
  const Vu m = (Vu)mask;
  generator = {(m & generator.s0) | (~m & before.s0), (m & generator.s1) | (~m & before.s1),
               (m & generator.s2) | (~m & before.s2), (m & generator.s3) | (~m & before.s3)};
}

// out[16] = sqrt(g), g ~ Gamma(shape, 1), shape >= 1: the diagonal of Bartlett's factor. Marsaglia and Tsang, ACM TOMS
// 26(3), 2000: with d = shape - 1/3, c = 1/sqrt(9 d), v = (1 + c x)^3 and x normal, g = d v is accepted if
//   ln u < x^2/2 + d (1 - v + ln v)
// This happens with a probability above 0.95; the other lanes try again. The right side equals -(c^2 x^4/3) times the
// integral of t^3/(1 + c x t) over t = 0..1, which is at most 1/2 for c x >= -1/2. There u < 1 - c^2 x^4/6 is enough,
// and logarithms are needed only if a lane misses that: in one call of 140 at shape 128.
static void fill_root_gamma(std::uint32_t* state, float shape, float* out) {
  const float d = shape - 1.0f / 3.0f;
  const Vf c = splat(1.0f / __builtin_sqrtf(9.0f * d)), squeeze = c * c * splat(1.0f / 6.0f);
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    Xoshiro generator = load_state(state + lane);
    Vi waiting = ~Vi{};
    Vf root{};
    while (any_lane(waiting)) {
      const Xoshiro before = generator;
      Vf x, unused;
      normal_pair(generator, splat(-2.0f), x, unused);
      const Vf u = fma(to_float((Vi)(generator.next() >> 1)), splat(0x1p-31f), splat(0x1p-32f));
      keep_where(waiting, before, generator);
      const Vf base = fma(c, x, splat(1.0f));
      const Vf v = base * base * base;
      const Vf x2 = x * x;
      Vi accepted = waiting & (base > splat(0.5f)) & (u < fnma(squeeze * x2, x2, splat(1.0f)));
      if (any_lane(waiting & ~accepted)) {
        const Vf positive = select(v > Vf{}, v, splat(1.0f));
        const Vf bound = fma(splat(0.5f) * x, x, splat(d) * (splat(1.0f) - v + natural_log(positive)));
        accepted |= waiting & (v > Vf{}) & (natural_log(u) < bound);
      }
      root = select(accepted, sqrt(splat(d) * v), root);
      waiting &= ~accepted;
    }
    store(out + lane, root);
    store_state(state + lane, generator);
  }
}

// AR(1) along the rows (antennas) of a white matrix: h_b = rho h_(b-1) + sqrt(1 - rho^2) w_b gives the exponential
// correlation E[h_a conj h_b] = rho^|a-b| (Loyka, IEEE Commun. Lett. 2001) without forming its square root.
static void correlate_rows(BlockView h, std::size_t n_row, std::size_t n_col, float rho) {
  const Vf a = splat(rho), b = sqrt(splat(1.0f) - splat(rho) * splat(rho));
  for (std::size_t row = 1; row < n_row; ++row)
    for (std::size_t k = 0; k < n_col * 2 * n_lane; k += width) {
      float* p = h.data + row * h.stride + k;
      store(p, fma(a, load(p - h.stride), b * load(p)));
    }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
