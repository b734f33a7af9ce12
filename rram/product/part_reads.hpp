// The product of one part of the sliced matrix, as read: a sub-array with the words of the controller on its inputs.
#pragma once
#include "rram/numbers/dense.hpp"
#include "rram/product/line_reads.hpp"
#include "rram/product/wrong_patterns.hpp"

namespace ohmimo::rram {

class PartReads {
 public:
  // exact: every cell holds its level. Cells with a variance and arrays with injected errors draw at every read.
  PartReads(SliceCells cells, const HpArray& array, bool exact);

  // sum [n_row] = product with the words [n_col], line by line; noise may be null.
  void multiply(std::span<const std::int64_t> word, RngStream* noise, ReadCount& count, std::int64_t* sum) const;

  // Whether 16 vectors can be multiplied at once: the product is that of the integers, and only reads that may be wrong
  // are made. Not where reads draw.
  bool together() const { return together_; }

  // y [n_row] = product with the words code [n_col], |code| < 2^31; the same integers as one vector at a time. Counts
  // the active lanes, those with a 1; null = all.
  void multiply(const Lanes* code, const Lanes* active, ReadCount& count, Lanes* y) const;

 private:
  // Inputs that are on in each bit plane, ascending: of the positive words, then of the negative ones.
  struct Drive {
    std::vector<std::vector<std::size_t>> input;
  };
  void drive(std::span<const std::int64_t> word, Drive& drive) const;

  // Inputs driven at once, and their lines that may be read wrong: few inputs and many.
  struct SmallGroup {
    std::size_t first;
    WrongPatterns patterns;
  };
  struct LargeGroup {
    std::size_t first;
    LineReads reads;
  };
  InputGroup inputs(std::size_t first) const;
  bool find_doubtful();  // false: there are lines that neither can read

  SliceCells cells_;
  HpArray array_;
  std::size_t group_;  // inputs driven at once
  Dense integer_;
  bool exact_in_double_;
  bool draws_, together_;
  std::vector<SmallGroup> small_;  // groups that have such lines
  std::vector<LargeGroup> large_;
};

}  // namespace ohmimo::rram
