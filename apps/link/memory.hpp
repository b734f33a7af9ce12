// How much memory a run will take.
#pragma once
#include "apps/link/link_run.hpp"

namespace ohmimo {

// Megabytes (1e6 bytes) of the whole process at its peak: what it holds now, and for each thread what one thread's
// frame (of a slot its paths, pilots and first piece) was seen to take when drawn and detected once.
double predicted_megabytes(const LinkConfig& config, int threads);

// The peak so far.
double peak_megabytes();

}  // namespace ohmimo
