// Lines that may be read wrong. Where a step of the ADC is one level, a line is read right as long as the levels of its
// driven cells add up to a code, and their errors, those upwards and those downwards, to less than half a level. Fewer
// inputs add up to less: what all inputs of a group read right, each pattern of them does.
#pragma once
#include <vector>

#include "rram/product/driven_planes.hpp"
#include "rram/product/line_sums.hpp"

namespace ohmimo::rram {

// Inputs of an array that are driven at once, each line through an ADC of codes 0 to most_code, one level a step.
struct InputGroup {
  const SliceCells& cells;
  Inputs inputs;
  int most_code;
};

// With all inputs on.
struct DoubtfulLine {
  std::size_t array, row;  // array: 2 slice + sign
  int level;               // what the cells stand for
  float up, down;          // errors of the cells, in levels
  float below_zero;        // conductances below 0, in levels
};
std::vector<DoubtfulLine> doubtful_lines(const InputGroup& group);

// The error of one read, in levels. Bit j of the pattern: input j of the group is on.
std::int32_t read_error(const InputGroup& group, std::size_t array, std::size_t row, std::uint32_t pattern);

// What wrong reads do, for each vector.
struct Corrections {
  LaneInts wrong{}, worst{};  // reads, and the largest error of one in levels
  std::vector<LaneSums> sum;  // [n_row] added to the product
};

}  // namespace ohmimo::rram
