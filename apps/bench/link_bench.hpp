// End-to-end BER rate of the simulator (not of modelled hardware) against the same chain in Armadillo.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo {

// Throws std::runtime_error if the two chains disagree on the bit error rate: results are checked before they are
// timed.
std::vector<BenchRow> bench_link(bool quick);

}  // namespace ohmimo
