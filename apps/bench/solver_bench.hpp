// Speed of simulating the analogue solver (not of the modelled hardware): rram-zf on one core, programming included.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// They throw std::runtime_error if the solver does not reach the double-precision solution: results before speed.
std::vector<Benchmark> solver_benchmarks(bool quick);

}  // namespace ohmimo::bench
