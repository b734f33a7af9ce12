// Writing cells: each is written to the nearest level, and the device decides what it reaches.
#pragma once
#include <cstdint>

#include "phy/rng.hpp"
#include "rram/cells/cell_effects.hpp"
#include "rram/cells/device.hpp"
#include "rram/cells/write_verify.hpp"
#include "rram/numbers/dense.hpp"

namespace ohmimo::rram {

// A cell value is a conductance above zero_S, in a unit in which level 0 is 0 and the highest level is 7/8, whatever
// their number. With the eight levels of the chip a step is 1/8, and the unit is 8 steps (40 uS for TaOx).
struct CellWriter {
  bool quantise = false;                // round to a level (the paper's printed arrays are rounded, not truncated)
  const DeviceModel* device = nullptr;  // nullptr: no programming error, and no draw is taken
  RngStream& stream;
  int levels = n_level;        // those of the device, if there is one
  bool write_verify = false;   // by simulated pulses in place of the law
  CellAging* aging = nullptr;  // nullptr: cells stay as programmed
  std::uint64_t written = 0;
  std::uint64_t clipped = 0;  // wanted values beyond half a step outside the levels
  WriteCount pulses{};        // of write_verify

  // The cell value reached for the wanted one. Without quantise it is the wanted value plus the error of its nearest
  // level.
  double write(double wanted);

  // The conductance of a cell written to level k, in S; the device must not be null.
  double conductance_S(std::size_t k);
};

// A matrix as scale (positive - negative), a pair of cells for each element.
struct CellPairs {
  Dense positive, negative;  // [n_row][n_col] cell values
  double scale = 1.0;
};

// Writes both cells of every element, by rows. The highest level stands for the largest magnitude of a; of each pair,
// the cell of the other sign gets level 0.
CellPairs write_pairs(const MatrixView& a, CellWriter& writer);

}  // namespace ohmimo::rram
