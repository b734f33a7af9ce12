// Channels of whole slots: every resource element its own channel, against a plain sum over rays in Armadillo.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// 64 antennas, 8 users, 51 PRB, 14 symbols. They throw std::runtime_error if the sum over rays differs by more than
// 1e-5 of the rms channel: results are checked before they are timed.
std::vector<Benchmark> channel_benchmarks(bool quick);

}  // namespace ohmimo::bench
