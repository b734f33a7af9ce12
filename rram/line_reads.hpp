// Reads of the lines in doubt, for cells that draw nothing at a read. The inputs are taken four at a time: the sum of
// four cells is one of 16, which fill a register and are picked by the bits of each read.
#pragma once
#include "rram/doubtful_lines.hpp"

namespace ohmimo::rram {

// What wrong reads do, for each vector.
struct Corrections {
  LaneInts wrong{}, worst{};                                // reads, and the largest error of one in levels
  std::array<LaneInts, n_rhs_lane> wrong_in{}, worst_in{};  // of planes of each vector side by side
  std::vector<LaneSums> sum;                                // [n_row] added to the product
};

// The ADC of one line in a group of inputs. A line sums conductances (25 bits with the sign) and the levels they stand
// for in one word of 32 bits.
class LineReads {
 public:
  struct Line {
    std::uint32_t row;
    int shift;  // of the slice
    bool negative;
  };

  // Of the lines given, where DoubtfulLines are possible.
  LineReads(const SliceCells& cells, const HpArray& array, const Inputs& inputs,
            std::span<const DoubtfulLines::Line> lines);

  // Reads the lines in doubt.
  void read(const DrivenInputs& driven, const Doubts& doubts, Corrections& corrections) const;

  static constexpr int want_bits = 7;
  struct Tables {
    const Line* line;
    const LaneInts* quad;  // [line][quad], 16 patterns each
    int shift;             // of the conductance in the word of a line
    std::int32_t most;     // code
  };

 private:
  LaneInts quad_of(const SliceCells& cells, const DoubtfulLines::Line& line, const Inputs& inputs,
                   std::size_t first) const;

  int most_code_, fraction_bits_;
  std::vector<Line> line_;
  std::vector<LaneInts> quad_;
};

}  // namespace ohmimo::rram
