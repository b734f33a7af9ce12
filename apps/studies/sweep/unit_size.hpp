// How many frames make a unit of work.
#pragma once
#include <cstdint>

#include "apps/config/run.hpp"

namespace ohmimo::sweep {

// Some 0.1 s of one processor, by the shape of the system alone and never by its speed here: units are the same on
// every machine. Within a factor of ten of that time on those measured.
std::uint32_t unit_frames(const Run& run);

// Bits of all users in one frame.
double bits_per_frame(const Run& run);

}  // namespace ohmimo::sweep
