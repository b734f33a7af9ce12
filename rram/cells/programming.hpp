// Writing cells: the nearest level and what the device makes of it.
#pragma once
#include <cstdint>

#include "phy/rng.hpp"
#include "rram/cells/cell_effects.hpp"
#include "rram/cells/device.hpp"
#include "rram/cells/write_verify.hpp"
#include "rram/numbers/dense.hpp"

namespace ohmimo::rram {

// A cell value is a conductance above zero_S in a unit in which the highest level is 7/8 and level 0 is 0, whatever the
// number of levels; with the eight of the chip a level is 1/8 and the unit 8 steps (40 uS for TaOx).
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

  // The conductance reached for the wanted cell value. Without quantise the value itself plus the error of its nearest
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

// Writes both cells of every element, by rows: the highest level is the largest magnitude of a, the cell that is not
// used gets level 0.
CellPairs write_pairs(const MatrixView& a, CellWriter& writer);

}  // namespace ohmimo::rram
