// Resistance of the wires of a crossbar, per cell.
#pragma once

namespace ohmimo::rram {

// One segment between neighbouring cells; the first one leads to the terminal. Rows are sensed at the left (j = 0),
// columns driven from the top (i = 0).
struct WireModel {
  double r_row_ohm = 1.73;  // Zuo et al. 2025, benchmark section
  double r_col_ohm = 1.73;
};

}  // namespace ohmimo::rram
