// The inputs of one group under the words of 16 vectors, cut into bit planes: four planes and four inputs at a time, so
// that what four inputs do in 64 planes is one look-up of bytes.
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

// Four bit planes of the words of one sign, [quad]: bit j of byte k of a lane: input 4 quad + j is on in plane k.
struct PlaneStep {
  LaneInts pattern[n_quad];
};

// Steps from the lowest planes on, each of the positive words and of the negative ones.
using DrivenPlanes = std::vector<std::array<PlaneStep, 2>>;

// word [n_input]
void drive(const LaneInts* word, std::size_t n_input, DrivenPlanes& planes);

}  // namespace ohmimo::rram
