// The multiply-add peak of this instruction set, measured: the yardstick of benchmarks.
#pragma once
#include "phy/simd/lanes.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// 16 independent chains of n_step fused multiply-adds; returns the floating-point operations done (2 per lane and
// step).
static double multiply_add_probe(std::size_t n_step, float* sink) {
  Vf chain[16];
  for (std::size_t k = 0; k < 16; ++k) chain[k] = splat(static_cast<float>(k));
  const Vf a = splat(0.999f), b = splat(0.001f);
  for (std::size_t step = 0; step < n_step; ++step)
    for (std::size_t k = 0; k < 16; ++k) chain[k] = fma(chain[k], a, b);
  Vf sum{};
  for (std::size_t k = 0; k < 16; ++k) sum += chain[k];
  *sink = sum[0];
  return 2.0 * 16.0 * static_cast<double>(width) * static_cast<double>(n_step);
}

}  // namespace ohmimo::simd::OHMIMO_ISA
