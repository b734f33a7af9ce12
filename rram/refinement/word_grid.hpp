// The fixed-point grid of x in stationary refinement: words of word_bits, the lsb a power of two, one grid per vector.
#pragma once
#include "rram/refinement/refinement.hpp"

namespace ohmimo::rram {

// x = round(x + dx) of the active vectors on the grid that state.lsb becomes, clipped to the words; dx becomes the
// codes of the step made, given back with their lsb, the finer of both grids. Cycle 1 fixes full scale at twice the
// power of two above max|dx_1|: one bit of headroom. Should x outgrow it, full scale doubles, once per cycle.
Words move_on_grid(int word_bits, Refinement& state);

}  // namespace ohmimo::rram
