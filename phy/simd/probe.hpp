// The multiply-add peak of this instruction set, measured: the yardstick of benchmarks.
#pragma once
#include "phy/simd/lanes.hpp"

namespace ohmimo::simd::OHMIMO_ISA {

// 12 independent chains of n_step fused multiply-adds: enough to hide a latency of 4 or 5 cycles on two units, and few
// enough to fit, with the two constants, into the 16 registers of AVX2. Returns the number of floating-point
// operations, 2 per lane and step.
static double multiply_add_probe(std::size_t n_step, float* sink) {
  constexpr std::size_t n_chain = 12;
  Vf chain[n_chain];
  for (std::size_t k = 0; k < n_chain; ++k) chain[k] = splat(static_cast<float>(k));
  const Vf a = splat(0.999f), b = splat(0.001f);
  for (std::size_t step = 0; step < n_step; ++step)
    for (std::size_t k = 0; k < n_chain; ++k) chain[k] = fma(chain[k], a, b);
  Vf sum{};
  for (std::size_t k = 0; k < n_chain; ++k) sum += chain[k];
  *sink = sum[0];
  return 2.0 * static_cast<double>(n_chain * width * n_step);
}

}  // namespace ohmimo::simd::OHMIMO_ISA
