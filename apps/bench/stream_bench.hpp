// A stream over loopback, sender and receiver together: how fast, and with what latency.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// 16x4 and 64x8, 24 and 51 PRB, bfp9, least squares and MMSE. Slots are made beforehand, so that what is timed is
// packets, assembly and detection. Half a minute each.
std::vector<Benchmark> stream_benchmarks(bool quick);

}  // namespace ohmimo::bench
