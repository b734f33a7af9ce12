// Speed of the analogue circuit models of the simulator (not of modelled hardware): wires of an array against sparse
// nodal analysis, and a whole wired inversion circuit against ngspice.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// They throw std::runtime_error if a result and its rival's disagree: results are checked before they are timed.
// Without ngspice its rows carry no rival and say so.
std::vector<Benchmark> circuit_benchmarks(bool quick);

}  // namespace ohmimo::bench
