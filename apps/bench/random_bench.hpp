// Normal numbers of every instruction set this processor has against std, Boost (where it was installed at build time)
// and Armadillo, one core.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// They throw std::runtime_error if mean or variance of anybody's numbers are wrong: results are checked before they are
// timed.
std::vector<Benchmark> random_benchmarks(bool quick);

}  // namespace ohmimo::bench
