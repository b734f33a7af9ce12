// Speed of non-negative least squares: the simulated circuit (not the modelled hardware) and the exact solutions.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// They throw std::runtime_error if a solution is wrong: results before speed.
std::vector<Benchmark> nnls_benchmarks(bool quick);

}  // namespace ohmimo::bench
