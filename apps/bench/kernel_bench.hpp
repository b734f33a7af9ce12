// Kernels of phy/simd against Armadillo and against the measured multiply-add peak, one core, data in the caches.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

std::vector<Benchmark> kernel_benchmarks(bool quick);

}  // namespace ohmimo::bench
