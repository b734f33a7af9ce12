#include "channel/tr38901/ray_loops.hpp"

#include <algorithm>

#include "phy/simd/isa.hpp"

namespace ohmimo {
namespace {

template <std::size_t width>
struct VectorOf {
  typedef double Doubles __attribute__((vector_size(8 * width), aligned(8), may_alias));
  typedef float Halves __attribute__((vector_size(4 * width), aligned(4), may_alias));
  typedef float Floats __attribute__((vector_size(8 * width), aligned(4), may_alias));
};

// sin and cos of pi f for |f| <= 1/2 by Taylor's series, last term left out below 7e-10 of 1; then the double angle.
template <std::size_t width>
[[gnu::always_inline]] inline void phasors_of(const double* turns, std::size_t n, float* re, float* im) {
  using Doubles = typename VectorOf<width>::Doubles;
  using Halves = typename VectorOf<width>::Halves;
  constexpr double pi = 3.14159265358979323846, to_integer = 0x1.8p52;
  for (std::size_t k = 0; k < n; k += width) {
    Doubles x = *reinterpret_cast<const Doubles*>(turns + k);
    const Doubles rounded = (x + to_integer) - to_integer;
    x = (x - rounded) * pi;
    const Doubles s = x * x;
    Doubles sine = s * (1.0 / 6227020800.0) - 1.0 / 39916800.0;
    sine = sine * s + 1.0 / 362880.0;
    sine = sine * s - 1.0 / 5040.0;
    sine = sine * s + 1.0 / 120.0;
    sine = sine * s - 1.0 / 6.0;
    sine = (sine * s + 1.0) * x;
    Doubles cosine = 1.0 / 479001600.0 - s * (1.0 / 87178291200.0);
    cosine = cosine * s - 1.0 / 3628800.0;
    cosine = cosine * s + 1.0 / 40320.0;
    cosine = cosine * s - 1.0 / 720.0;
    cosine = cosine * s + 1.0 / 24.0;
    cosine = cosine * s - 0.5;
    cosine = cosine * s + 1.0;
    *reinterpret_cast<Halves*>(re + k) = __builtin_convertvector(1.0 - 2.0 * sine * sine, Halves);
    *reinterpret_cast<Halves*>(im + k) = __builtin_convertvector(2.0 * sine * cosine, Halves);
  }
}

constexpr std::size_t tile = 4;  // times worked on together: a response is read once for them

// One tile of times for the antennas of one register, from antenna rx on.
template <std::size_t width>
[[gnu::always_inline]] inline void sum_tile(const RaySums& sums, std::size_t rx, std::size_t time, float* re,
                                            float* im) {
  using Floats = typename VectorOf<width>::Floats;
  Floats sum_re[tile] = {}, sum_im[tile] = {};
  const float *phasor_re = sums.phasor_re + time * sums.ray_stride,
              *phasor_im = sums.phasor_im + time * sums.ray_stride;
  for (std::size_t m = 0; m < sums.n_ray; ++m) {
    const Floats a = *reinterpret_cast<const Floats*>(sums.response_re + m * sums.rx_stride + rx);
    const Floats b = *reinterpret_cast<const Floats*>(sums.response_im + m * sums.rx_stride + rx);
#pragma GCC unroll 4
    for (std::size_t t = 0; t < tile; ++t) {
      const float c = phasor_re[t * sums.ray_stride + m], d = phasor_im[t * sums.ray_stride + m];
      sum_re[t] += a * c - b * d;
      sum_im[t] += a * d + b * c;
    }
  }
  for (std::size_t t = 0; t < tile; ++t) {
    *reinterpret_cast<Floats*>(re + t * 2 * width) = sum_re[t];
    *reinterpret_cast<Floats*>(im + t * 2 * width) = sum_im[t];
  }
}

template <std::size_t width>
[[gnu::always_inline]] inline void sums_of(const RaySums& sums, std::complex<float>* out, std::size_t out_stride) {
  constexpr std::size_t lanes = 2 * width;
  float re[tile * lanes], im[tile * lanes];
  for (std::size_t rx = 0; rx < sums.n_rx; rx += lanes)
    for (std::size_t time = 0; time < sums.n_time; time += tile) {
      sum_tile<width>(sums, rx, time, re, im);
      const std::size_t n_antenna = std::min(lanes, sums.n_rx - rx), n_time = std::min(tile, sums.n_time - time);
      for (std::size_t t = 0; t < n_time; ++t) {
        float* to = reinterpret_cast<float*>(out + (time + t) * out_stride + rx);
        for (std::size_t k = 0; k < n_antenna; ++k) {
          to[2 * k] = re[t * lanes + k];
          to[2 * k + 1] = im[t * lanes + k];
        }
      }
    }
}

}  // namespace

void unit_phasors(const double* turns, std::size_t n, float* re, float* im) {
  simd::run_by_isa<phasors_of<2>, phasors_of<4>, phasors_of<8>>(turns, n, re, im);
}

void sum_rays(const RaySums& sums, std::complex<float>* out, std::size_t out_stride) {
  simd::run_by_isa<sums_of<2>, sums_of<4>, sums_of<8>>(sums, out, out_stride);
}

}  // namespace ohmimo
