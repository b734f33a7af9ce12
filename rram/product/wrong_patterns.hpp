// Groups of at most four inputs: the patterns of inputs that a line reads wrong are known in advance. The planes in
// which a word's inputs show a pattern are the bits common to the inputs that are on and missing in those that are off,
// so that all planes of 16 words are found at once.
#pragma once
#include <span>

#include "rram/product/doubtful_lines.hpp"

namespace ohmimo::rram {

class WrongPatterns {
 public:
  static constexpr std::size_t most_inputs = 4;

  WrongPatterns(const InputGroup& group, std::span<const DoubtfulLine> lines);

  // word [inputs.count]
  void read(const LaneInts* word, Corrections& corrections) const;

  struct Wrong {
    std::uint32_t row, pattern;
    std::int32_t error, size;  // of the code, times the sign of the line; its magnitude
    int shift;                 // of the slice
  };

 private:
  std::size_t n_input_;
  std::vector<Wrong> wrong_;
};

}  // namespace ohmimo::rram
