// Where the time of a coded link goes.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// CPU time per block of every step of `ohmimo ber` with code words, at SNRs with block error rates near 10 % and below,
// and the share of the decoder. One frame of which all blocks arrive is checked first; throws std::runtime_error.
std::vector<Benchmark> coded_link_benchmarks(bool quick);

}  // namespace ohmimo::bench
