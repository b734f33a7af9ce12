// Which inputs of a group are on, in each bit plane of the words of 16 vectors. Four planes and four inputs go
// together: the patterns of four inputs in four planes of 16 vectors are 64 bytes, which one instruction looks up.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

inline constexpr std::size_t n_quad = 4;  // a group has at most 16 inputs, taken four at a time
inline constexpr std::size_t most_group_inputs = 4 * n_quad;
inline constexpr int planes_per_step = 4;
inline constexpr std::size_t most_steps = 8;  // words have at most 31 bits

// Inputs driven at once.
struct Inputs {
  std::size_t first, count;
};

// Four bit planes of the words of one sign. Bit j of byte k of a lane is set where input 4 quad + j is on in plane k.
struct PlaneStep {
  LaneInts pattern[n_quad];
};

// Four planes a step, the lowest first: of the positive words, and of the negative ones.
using DrivenPlanes = std::vector<std::array<PlaneStep, 2>>;

// word [n_input]
void drive(const LaneInts* word, std::size_t n_input, DrivenPlanes& planes);

}  // namespace ohmimo::rram
