// Packets of the fronthaul encoded and decoded, against plain loops over the same samples, one core.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// GB/s of what UDP carries: headers and compressed samples. The rival has no headers to deal with. They throw
// std::runtime_error if the two differ in a bit: results are checked before they are timed.
std::vector<Benchmark> fronthaul_benchmarks(bool quick);

}  // namespace ohmimo::bench
