// Reads of the lines of one group of inputs. One instruction works on 16 vectors and four bit planes, a byte for each:
// the sum of the driven cells of a line. One source (line_kernels.cpp) is compiled for each instruction set; all give
// the same results.
#pragma once
#include <array>
#include <cstdint>

#include "rram/product/driven_planes.hpp"

namespace ohmimo::rram {

// The errors of the cells of one line, summed beforehand. A quad is four inputs; each pattern of them, one of 16,
// drives some of its four cells, and [quad][pattern] is the sum of the errors of those. A sum is stored as whole units
// of 2^-unit_bits of a level and the rest in parts of a unit. Three constants are added to every entry of quad 0:
//   half a level    so that rounding down gives the nearest level
//   `below` levels  so that no sum is negative
//   the slack       see slack_parts()
struct alignas(64) ErrorTable {
  std::uint8_t unit[n_quad][16], part[n_quad][16];
};
inline constexpr int part_bits = 6;  // a unit is 2^6 parts

// Each entry is rounded to a part, which errs by at most half of one; the slack is the largest error of a sum. Sums
// carry the slack. One that lies less than twice the slack above a boundary between two codes may belong below it.
constexpr int slack_parts(std::size_t quads) {
  return quads <= 2 ? 1 : 2;
}

// The levels that the same cells stand for, summed likewise.
struct alignas(64) LevelTable {
  std::uint8_t at[n_quad][16];
};

// A line: one row of one slice and sign.
struct ReadLine {
  std::uint32_t array, row;  // array = 2 slice + sign
  int slice_shift;           // sums of the slice count 2^slice_shift
  bool negative;             // sums are subtracted
};

struct LineTables {
  std::size_t n_line, n_quad;
  const ReadLine* line;
  const ErrorTable* error;  // [n_line]; null: cells hold their levels
  const LevelTable* level;  // [n_line]; null: no sum leaves the range of the codes
  int unit_bits, below;     // of the error tables
  int most_code;            // at most 127
  // The error of one read in levels, computed without tables: for sums close to a boundary.
  std::int32_t (*exact_error)(const void* group, const ReadLine& line, std::uint32_t pattern);
  const void* group;
};

// A view of DrivenPlanes.
struct DrivenSteps {
  const std::array<PlaneStep, 2>* step;
  std::size_t n_step;
};

// A view of Corrections, to which reads add.
struct ReadErrors {
  LaneSums* sum;
  LaneInts *wrong, *worst;
};

using ReadLines = void(const LineTables& lines, const DrivenSteps& driven, const ReadErrors& errors);

}  // namespace ohmimo::rram
