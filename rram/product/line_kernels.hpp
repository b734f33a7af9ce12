// Reads of the lines of one group of inputs, 16 vectors and four bit planes at an instruction: bytes hold what the
// cells of a line add up to. One source (line_kernels.cpp), compiled once per instruction set; the results are the
// same.
#pragma once
#include <array>
#include <cstdint>

#include "rram/product/driven_planes.hpp"

namespace ohmimo::rram {

// What four inputs add to the sum of the errors of a line in each of their 16 patterns, [quad][pattern]: units of
// 2^-unit_bits of a level, and parts of a unit. Quad 0 holds besides half a level, for rounding down is to the nearest,
// `below` levels, for no sum is to be negative, and the slack.
struct alignas(64) ErrorTable {
  std::uint8_t unit[n_quad][16], part[n_quad][16];
};
inline constexpr int part_bits = 6;
// Each quad is rounded to a part, by half of one at most: with this slack added, a sum that is less than twice the
// slack above a boundary of the codes may belong below.
constexpr int slack_parts(std::size_t quads) {
  return quads <= 2 ? 1 : 2;
}

// The same of the levels that the cells stand for.
struct alignas(64) LevelTable {
  std::uint8_t at[n_quad][16];
};

struct ReadLine {
  std::uint32_t array, row;
  int slice_shift;  // of the slice's sums
  bool negative;    // sign
};

struct LineTables {
  std::size_t n_line, n_quad;
  const ReadLine* line;
  const ErrorTable* error;  // null: cells hold their levels
  const LevelTable* level;  // null: lines keep to the range of the codes
  int unit_bits, below;     // of the errors
  int most_code;            // at most 127
  // Error of one read in levels, for sums close to a boundary; of the group.
  std::int32_t (*exact_error)(const void* group, const ReadLine& line, std::uint32_t pattern);
  const void* group;
};

// DrivenPlanes
struct DrivenSteps {
  const std::array<PlaneStep, 2>* step;
  std::size_t n_step;
};

// Corrections
struct ReadErrors {
  LaneSums* sum;
  LaneInts *wrong, *worst;
};

using ReadLines = void(const LineTables& lines, const DrivenSteps& driven, const ReadErrors& errors);

}  // namespace ohmimo::rram
