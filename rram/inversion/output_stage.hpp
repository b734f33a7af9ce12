// Offsets and clamp at the outputs of a tile, for the 16 lanes that it, or a tile of each lane, works on.
#pragma once
#include <span>

#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

// Where 1 V stands for the number 1. Element: double for one tile, Lanes for a tile of each lane.
template <class Element>
struct OutputStage {
  std::span<const Element> offset;  // of each row
  const Element& clamp;
  double full_scale_V;
};
// per_volt: the number that 1 V at an input stands for; beyond: number of outputs beyond the clamp.
struct OutputLanes {
  Lanes* out;
  Lanes per_volt, beyond;
};

// out = out + offset; counts the outputs beyond the clamp. On entry per_volt holds the largest magnitude of the inputs.
void add_offsets(const OutputStage<double>& stage, OutputLanes& lanes);
void add_offsets(const OutputStage<Lanes>& stage, OutputLanes& lanes);

}  // namespace ohmimo::rram
