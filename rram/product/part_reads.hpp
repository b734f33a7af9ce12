// The product of a part of the sliced matrix with words, as the lines of its cells are read.
#pragma once
#include "rram/numbers/dense.hpp"
#include "rram/product/line_reads.hpp"
#include "rram/product/wrong_patterns.hpp"

namespace ohmimo::rram {

class PartReads {
 public:
  // exact: every cell holds its level. Read noise (a variance) and injected errors draw numbers at every read.
  PartReads(SliceCells cells, const HpArray& array, bool exact);

  // sum [n_row] = product with the words [n_col], line by line; noise may be null.
  void multiply(std::span<const std::int64_t> word, RngStream* noise, ReadCount& count, std::int64_t* sum) const;

  // Whether 16 vectors can be multiplied at once: as the product of the integers, corrected by those reads that may be
  // wrong. Not where reads draw numbers.
  bool together() const { return together_; }

  // y [n_row] = product with the words code [n_col], |code| < 2^31; the same integers as one vector at a time. Reads of
  // the lanes with a 1 in `active` are counted; null = all.
  void multiply(const Lanes* code, const Lanes* active, ReadCount& count, Lanes* y) const;

 private:
  // The inputs that are on in each bit plane, ascending: planes of the positive words, then of the negative ones.
  struct Drive {
    std::vector<std::vector<std::size_t>> input;
  };
  void drive(std::span<const std::int64_t> word, Drive& drive) const;

  // Inputs driven at once and their doubtful lines: groups of few inputs, and of more.
  struct SmallGroup {
    std::size_t first;
    WrongPatterns patterns;
  };
  struct LargeGroup {
    std::size_t first;
    LineReads reads;
  };
  InputGroup inputs(std::size_t first) const;
  bool find_doubtful();  // false: neither kind of group can read some line

  SliceCells cells_;
  HpArray array_;
  std::size_t group_;  // inputs driven at once
  Dense integer_;
  bool exact_in_double_;
  bool draws_, together_;
  std::vector<SmallGroup> small_;  // those with doubtful lines
  std::vector<LargeGroup> large_;
};

}  // namespace ohmimo::rram
