// The product of one part of the sliced matrix, as read: a sub-array with the words of the controller on its inputs.
#pragma once
#include <optional>

#include "rram/lane_reads.hpp"
#include "rram/read_tables.hpp"

namespace ohmimo::rram {

class PartReads {
 public:
  // exact: every cell holds its level. Cells with a variance and arrays with injected errors draw at every read.
  PartReads(SliceCells cells, const HpArray& array, bool exact);

  // No read can be wrong: the product is that of the integers. Never true where reads draw.
  bool always_right() const { return right_; }

  // sum [n_row] = product with the words [n_col], as read; noise may be null.
  void multiply(std::span<const std::int64_t> word, RngStream* noise, ReadCount& count, std::int64_t* sum) const;

  // The same product for 16 vectors at once; null where it is not possible, or the tables are there.
  const LaneReads* lanes() const { return lanes_ ? &*lanes_ : nullptr; }

  // The reads such a product takes if none is wrong. A group of inputs none of which is 1 in a plane is not read.
  ReadCount count(std::span<const std::int64_t> word) const;

 private:
  // Inputs that are on in each bit plane, ascending: of the positive words, then of the negative ones.
  struct Drive {
    std::vector<std::vector<std::size_t>> input;
  };
  void drive(std::span<const std::int64_t> word, Drive& drive) const;

  SliceCells cells_;
  HpArray array_;
  std::size_t group_;  // inputs driven at once
  ReadTables tables_;
  std::optional<LaneReads> lanes_;
  bool draws_;
  bool right_;
};

}  // namespace ohmimo::rram
