// Lines that may be read wrong, where one step of the ADC is one level. A read is right if the levels of the driven
// cells add up to at most the highest code, and if neither their upward errors nor their downward errors add up to half
// a level. All these sums grow with every further input. So it is enough to look at all inputs of a group at once: a
// line that is right then is right for any pattern of them.
#pragma once
#include <vector>

#include "rram/product/driven_planes.hpp"
#include "rram/product/line_sums.hpp"

namespace ohmimo::rram {

// Inputs of an array that are driven at once. Each line goes through an ADC with codes 0 to most_code.
struct InputGroup {
  const SliceCells& cells;
  Inputs inputs;
  int most_code;
};

// A line that may be read wrong, and sums over its cells with all inputs on.
struct DoubtfulLine {
  std::size_t array, row;  // array = 2 slice + sign
  int level;               // levels
  float up, down;          // upward and downward errors, in levels
  float below_zero;        // conductances below 0, in levels
};
std::vector<DoubtfulLine> doubtful_lines(const InputGroup& group);

// The error of one read, in levels. Input j of the group is on where bit j of the pattern is set.
std::int32_t read_error(const InputGroup& group, std::size_t array, std::size_t row, std::uint32_t pattern);

// What wrong reads do to each vector.
struct Corrections {
  LaneInts wrong{}, worst{};  // number of wrong reads; largest error of one, in levels
  std::vector<LaneSums> sum;  // [n_row] errors of the product
};

}  // namespace ohmimo::rram
