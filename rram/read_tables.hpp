// What the slices give for every pattern of driven inputs. Where reads draw nothing, one read depends only on which of
// its inputs are on; with at most 8 inputs at once all patterns are read in advance, shifted and added over slices and
// signs, and a product is one look-up per bit plane.
#pragma once
#include <span>

#include "rram/line_sums.hpp"

namespace ohmimo::rram {

inline constexpr std::size_t most_table_inputs = 8;

class ReadTables {
 public:
  // Reads all patterns of inputs driven `group` at a time, by position. usable() is false where a group has more than 8
  // inputs, or the tables would not fit the second-level cache (256 KiB).
  ReadTables(const SliceCells& cells, const HpArray& array, std::size_t group);
  bool usable() const { return !value_.empty(); }

  bool always_right() const { return right_; }  // no pattern gives a wrong read

  // sum [n_row] = product with the words [n_col].
  void multiply(std::span<const std::int64_t> word, ReadCount& count, std::int64_t* sum) const;

 private:
  struct Group;  // one group of inputs
  struct Count {
    std::uint32_t drives = 0, wrong = 0, worst = 0;
    Count& operator+=(const Count& other) {
      drives += other.drives;
      wrong += other.wrong;
      worst = worst > other.worst ? worst : other.worst;
      return *this;
    }
  };
  void fill(const Group& group, LineSums& sums);
  void add(const ReadCount& count, std::span<const std::int64_t> row, std::size_t place);
  std::size_t entry(std::size_t table, std::size_t pattern) const { return (table << width_) + pattern; }

  std::size_t n_row_, n_line_, stride_, n_col_,
      width_ = 0;                    // inputs of one table: several groups side by side where they are small
  std::vector<std::int64_t> value_;  // [table][pattern][row], rows padded to stride_
  std::vector<Count> count_;         // [table][pattern]
  bool right_ = true;
};

// The patterns of at most 8 inputs in the 8 bit planes from `first` on: bit j of byte p is bit first + p of |word[j]|.
std::uint64_t bit_planes(std::span<const std::int64_t> word, int first);

// Bit planes that some word uses, from the lowest.
std::size_t planes_of(std::span<const std::int64_t> word);

}  // namespace ohmimo::rram
