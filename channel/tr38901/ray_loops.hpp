// The two loops that sums over rays spend their time in, compiled for every instruction set; same bits on each.
#pragma once
#include <complex>
#include <cstddef>

namespace ohmimo {

// Lengths of arrays of these loops are multiples of this.
inline constexpr std::size_t ray_padding = 16;
inline std::size_t padded(std::size_t n) {
  return (n + ray_padding - 1) / ray_padding * ray_padding;
}

// re + j im = exp(j 2 pi turns), to 3e-9 before rounding to float. n is a multiple of ray_padding; |turns| < 2^50.
void unit_phasors(const double* turns, std::size_t n, float* re, float* im);

// out[time][rx] = sum over rays of response[ray][rx] phasor[time][ray], as planes of real and imaginary parts.
struct RaySums {
  const float *response_re, *response_im;  // [n_ray][rx_stride]
  const float *phasor_re, *phasor_im;      // [n_time rounded up to 4][ray_stride]
  std::size_t n_ray, n_rx, n_time;
  std::size_t rx_stride, ray_stride;  // multiples of ray_padding
};
// out_stride: from one time to the next.
void sum_rays(const RaySums& sums, std::complex<float>* out, std::size_t out_stride);

}  // namespace ohmimo
