// The reads of 16 vectors side by side, for cells that draw nothing at a read and groups too large for ReadTables. The
// inputs of a group are taken four at a time: the sum of four cells is one of 16, which fill a register and are picked
// by the bits of each vector.
#pragma once
#include "rram/lanes.hpp"
#include "rram/line_sums.hpp"

namespace ohmimo::rram {

struct alignas(64) LaneInts {
  std::int32_t at[n_rhs_lane];
};

// Wrong reads of each vector and the largest error of one, in levels.
struct LaneErrors {
  LaneInts wrong, worst;
};

class LaneReads {
 public:
  // Inputs are driven `group` at a time, by position. Possible where a step of the ADC is one level and a group has at
  // most 16 inputs, whose levels add up to 7 bits at most: a line sums both, conductances of 25 bits with the sign and
  // the levels they stand for, in one word of 32 bits.
  static bool possible(const SliceCells& cells, const HpArray& array, std::size_t group);
  LaneReads(const SliceCells& cells, const HpArray& array, std::size_t group);

  // y [n_row] = product with the words code [n_col], |code| < 2^31, as read; the same integers as one vector at a time.
  void multiply(const Lanes* code, LaneErrors& errors, Lanes* y) const;

 private:
  void fill(const SliceCells& cells, std::size_t first_col, std::size_t n_input);

  std::size_t n_slice_, n_row_, n_col_, group_;
  int slice_bits_, most_code_, want_bits_, fraction_bits_;
  std::vector<LaneInts> table_;  // [group][row][slice][sign][four inputs], 16 patterns each
};

}  // namespace ohmimo::rram
