// The LDPC encoder, and the decoder against one in plain C++, one core.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// They throw std::runtime_error if a decoder does not find the bits that were encoded.
std::vector<Benchmark> coding_benchmarks(bool quick);

}  // namespace ohmimo::bench
