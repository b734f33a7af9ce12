// Lines that may be read wrong. Where a step of the ADC is one level, a line is read right as long as the levels of its
// driven cells add up to a code, and their errors, those upwards and those downwards, to less than half a level. Fewer
// inputs add up to less: what all inputs of one polarity read right, each of their bit planes does.
#pragma once
#include <array>
#include <span>
#include <vector>

#include "rram/lanes.hpp"
#include "rram/line_sums.hpp"

namespace ohmimo::rram {

inline constexpr std::size_t n_quad = 4;  // a group has at most 16 inputs, taken four at a time
inline constexpr std::size_t most_doubted_inputs = 4 * n_quad;

// Inputs driven at once.
struct Inputs {
  std::size_t first, count;
};

// The inputs of one group under the words of 16 vectors; index 0: positive words, 1: negative ones.
struct DrivenInputs {
  std::size_t count;
  std::array<LaneInts, most_doubted_inputs> magnitude;
  LaneInts on[2];  // bit j: input j is on in some plane
  LaneInts used;   // bit p: some input is on in plane p
};
void drive(const LaneInts* word, std::size_t n_input, DrivenInputs& driven);

// Lines in doubt, by their place in DoubtfulLines: for a few words each, or for many of the 32 (16 vectors of either
// polarity).
struct Doubts {
  struct Few {
    std::size_t line, polarity, lane;
  };
  std::vector<Few> few;
  std::vector<std::uint32_t> many;
};

class DoubtfulLines {
 public:
  // Of lines that all inputs on may make wrong.
  struct Line {
    std::size_t array, row;
    std::size_t first_bound, last_bound;
  };

  static bool possible(const SliceCells& cells, const HpArray& array, std::size_t group);
  DoubtfulLines(const SliceCells& cells, const HpArray& array, const Inputs& inputs);
  std::span<const Line> lines() const { return line_; }

  // Conservative: bounds are rounded up.
  void find(const DrivenInputs& driven, Doubts& doubts) const;

  // A sum over driven cells, by quads: what a quad adds for each of its 16 patterns. The sums of all quads reach 128
  // where there is doubt.
  struct alignas(16) Quad {
    std::uint8_t at[16];
  };

 private:
  using Units = std::array<std::int32_t, most_doubted_inputs>;
  void add_bound(const Units& unit, int most);

  std::vector<Line> line_;
  std::vector<Quad> quad_;  // [bound][quad]
};

}  // namespace ohmimo::rram
