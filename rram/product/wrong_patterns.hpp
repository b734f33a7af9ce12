// Reads of groups of at most four inputs. A line has at most 16 patterns of inputs, so those that it reads wrong are
// found beforehand. A pattern shows in those bit planes where the words of its inputs that are on have a 1 and all
// others a 0: a few ANDs give all planes of 16 vectors at once.
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
    std::int32_t error, size;  // of the code, with the sign of the line; its magnitude
    int shift;                 // errors of the slice count 2^shift
  };

 private:
  std::size_t n_input_;
  std::vector<Wrong> wrong_;
};

}  // namespace ohmimo::rram
