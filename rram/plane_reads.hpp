// Reads of single lines plane by plane, for cells that draw nothing at a read: the 32 bit planes of one word lie side
// by side. The sum of four cells is one of 16, which fill a register and are picked by the bits of each plane.
#pragma once
#include "rram/doubtful_lines.hpp"

namespace ohmimo::rram {

// What wrong reads do, for each vector.
struct Corrections {
  LaneInts wrong{}, worst{};  // reads, and the largest error of one in levels
  std::vector<LaneSums> sum;  // [n_row] added to the product
};

class PlaneReads {
 public:
  // Of the lines in doubt, where DoubtfulLines are possible: a line then sums both, conductances of 25 bits with the
  // sign and the levels they stand for, in one word of 32 bits.
  PlaneReads(const SliceCells& cells, const HpArray& array, const Inputs& inputs,
             std::span<const DoubtfulLines::Line> lines);

  // Reads the lines in doubt.
  void read(const DrivenInputs& driven, const Doubts& doubts, Corrections& corrections) const;

  struct Line {
    std::uint32_t row;
    int shift;  // of the slice
    bool negative;
  };

 private:
  LaneInts quad_of(const SliceCells& cells, const DoubtfulLines::Line& line, const Inputs& inputs,
                   std::size_t first) const;

  std::size_t n_quad_;
  int most_code_, fraction_bits_;
  std::vector<Line> line_;
  std::vector<LaneInts> quad_;  // [line][quad], 16 patterns each
};

}  // namespace ohmimo::rram
