// The fixed-point grid of x in stationary refinement: words of word_bits whose lsb is a power of two, one for each
// vector.
#pragma once
#include "rram/refinement/refinement.hpp"

namespace ohmimo::rram {

// Moves the active vectors: x = round(x + dx) on its grid, clipped to the words. dx becomes the step really made, as
// codes, which are returned with their lsb, that of the finer of the grids before and after. Cycle 1 sets full scale to
// twice the power of two above max|dx_1|: one bit of headroom. When x outgrows it, full scale doubles, once per cycle.
Words move_on_grid(int word_bits, Refinement& state);

}  // namespace ohmimo::rram
