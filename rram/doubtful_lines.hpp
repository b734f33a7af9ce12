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

inline constexpr std::size_t most_doubted_inputs = 16;  // of a group, in quads of four

// Inputs driven at once.
struct Inputs {
  std::size_t first, count;
  std::size_t n_quad() const { return count <= 4 ? 1 : 4; }
};

// The inputs of one group under the words of 16 vectors; index 0: positive words, 1: negative ones.
struct DrivenInputs {
  std::size_t count;
  std::array<LaneInts, most_doubted_inputs> magnitude;
  LaneInts on[2];  // bit j: input j is on in some plane
  LaneInts used;   // bit p: some input is on in plane p
};
void drive(const LaneInts* word, std::size_t n_input, DrivenInputs& driven);

// For each polarity and vector the lines in doubt, by their place in DoubtfulLines.
class Doubts {
 public:
  void clear(std::size_t n_line) {
    n_line_ = n_line;
    place_.resize(2 * n_rhs_lane * n_line);
    count_.fill(0);
  }
  void add(std::size_t list, std::uint32_t line) { place_[list * n_line_ + count_[list]++] = line; }
  std::span<const std::uint32_t> of(std::size_t polarity, std::size_t lane) const {
    const std::size_t list = polarity * n_rhs_lane + lane;
    return {place_.data() + list * n_line_, count_[list]};
  }

 private:
  std::size_t n_line_ = 0;
  std::vector<std::uint32_t> place_;  // [polarity][vector][n_line]
  std::array<std::size_t, 2 * n_rhs_lane> count_{};
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

  Inputs inputs_;
  std::vector<Line> line_;
  std::vector<Quad> quad_;  // [bound][quad]
};

}  // namespace ohmimo::rram
