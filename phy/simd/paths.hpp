// From paths to the channel at 16 frequencies: h(rx, lane) = sum over paths of gain(path, rx) phase(path, lane).
#pragma once
#include "phy/simd/shape.hpp"
#include "phy/simd/tile.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// Antennas of a tile: two sums each and the two values of a phase fit the registers.
inline constexpr std::size_t path_rows = width == 16 ? 8 : 4;

// I antennas. Gains are single numbers, the same for all lanes.
template <std::size_t I>
[[gnu::noinline]] static void path_tile(const PathBlock& in, std::size_t rx, float* h, std::size_t stride) {
  Vf re[I]{}, im[I]{};
  const float *gain = in.gain + 2 * rx, *phase = in.phase;
#pragma GCC unroll 1
  for (std::size_t p = 0; p < in.n_path; ++p, gain += 2 * in.n_rx, phase += entry) {
    const Vf phase_re = in_register(load(phase)), phase_im = in_register(load(phase + n_lane));
    const Vf minus_im = in_register(-phase_im);
#pragma GCC unroll 16
    for (std::size_t i = 0; i < I; ++i) {
      const Vf gain_re = broadcast(gain + 2 * i), gain_im = broadcast(gain + 2 * i + 1);
      re[i] = fma(gain_re, phase_re, re[i]);
      im[i] = fma(gain_re, phase_im, im[i]);
      re[i] = fma(gain_im, minus_im, re[i]);
      im[i] = fma(gain_im, phase_re, im[i]);
    }
  }
#pragma GCC unroll 16
  for (std::size_t i = 0; i < I; ++i) {
    store(h + i * stride, re[i]);
    store(h + i * stride + n_lane, im[i]);
  }
}

// One user: h points at the entry of its first antenna, stride floats from one antenna to the next.
static void path_response(const PathBlock& in, float* h, std::size_t stride) {
  for (std::size_t lane = 0; lane < n_lane; lane += width) {
    const PathBlock lanes = {in.gain, in.phase + lane, in.n_path, in.n_rx};
    for_each_tile<path_rows>(
        in.n_rx, [&]<std::size_t I>(std::size_t rx) { path_tile<I>(lanes, rx, h + rx * stride + lane, stride); });
  }
}

// out = phase turned by one complex factor per path: phase and out [n_path][re|im][16], turn [n_path][re, im].
static void turn_phases(const float* phase, const float* turn, std::size_t n_path, float* out) {
  for (std::size_t p = 0; p < n_path; ++p) {
    const Vf turn_re = splat(turn[2 * p]), turn_im = splat(turn[2 * p + 1]);
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      const Vf re = load(phase + p * entry + lane), im = load(phase + p * entry + n_lane + lane);
      store(out + p * entry + lane, fnma(turn_im, im, turn_re * re));
      store(out + p * entry + n_lane + lane, fma(turn_im, re, turn_re * im));
    }
  }
}

}  // namespace ohmimo::simd::OHMIMO_ISA
