// Hard decisions and soft bits against liquid-dsp's demodulators, one core.
#pragma once
#include <vector>

#include "apps/bench/measure.hpp"

namespace ohmimo::bench {

// They throw std::runtime_error if the kernels disagree with the double-precision reference of constellation.hpp, or
// liquid-dsp with the hard decisions: results are checked before they are timed. liquid-dsp has no QAM above 256: there
// the rival is our reference.
std::vector<Benchmark> demapper_benchmarks(bool quick);

}  // namespace ohmimo::bench
