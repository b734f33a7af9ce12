// End-to-end BER rate of the simulator (not of modelled hardware): MMSE, a fresh channel per vector.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// Per size, for every antenna drawn and for exact statistics: the rate of one core against the same chain in Armadillo;
// what each step of it takes; the engine of `ohmimo ber` at two threads against one. They throw std::runtime_error if
// the two chains disagree on the bit error rate: results are checked before they are timed.
std::vector<Benchmark> link_benchmarks(bool quick);

}  // namespace ohmimo::bench
