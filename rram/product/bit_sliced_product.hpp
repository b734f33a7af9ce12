// HP-MVM: the product of the high-precision copy of a matrix with a vector of fixed-point words, exact in integers.
// Zuo et al. 2025 hold the matrix in 3-bit slices, split by sign into paired columns. They apply the words one bit
// plane and one polarity at a time and join the line sums by shift and add; every line sum of the experiment was right.
// With cells given, line sums are read through conductances and an ADC and may be wrong (slice_reads.hpp).
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "rram/numbers/converters.hpp"
#include "rram/numbers/dense.hpp"
#include "rram/product/slice_reads.hpp"

namespace ohmimo::rram {

struct HpFormat {
  bool quantise = false;  // false: the matrix as it is, ideal arithmetic in double
  int word_bits = 24;
  int slice_bits = 3;
  bool slices = false;  // true: bit by bit and slice by slice, as the chip does it; same result, slow
};

class BitSlicedMatrix {
 public:
  // Magnitudes become integers of word_bits: round(|a| / lsb), clipped to 2^word_bits - 1, with lsb = p / 2^word_bits
  // and p the power of two above max|a|, so that the controller scales by shifts. With cells given (format.slices must
  // be set) the slices are written to an array and read through it.
  BitSlicedMatrix(const MatrixView& a, const HpFormat& format, const SliceReads::Source* cells = nullptr);

  // y = A_part (code lsb): y [n_row], words [n_col] with |code| <= 3 2^(word_bits - 1). Quantised copies only. The
  // reader counts the reads through cells and brings their noise; without a reader there is none.
  void multiply(const SubArray& part, const Words& words, Lanes* y, HpReader* reader = nullptr) const;

  // y = minuend - A_part (code lsb), as multiply; the minuend [n_row] is other storage than y.
  struct Minuend {
    const Lanes* value;
    HpReader* reader = nullptr;
  };
  void subtract_product(const SubArray& part, const Words& words, const Minuend& minuend, Lanes* y) const;

  // Prepares the cells of a part for products, which are faster then. The whole is prepared.
  void prepare(const SubArray& part);

  // y = A_part x in double, x [n_col] not rounded to words.
  void multiply_ideal(const SubArray& part, const Lanes* x, Lanes* y) const;

  // The integers of a part, in units of lsb(), if products are made of them in double; otherwise an empty view.
  MatrixView exact_part(const SubArray& part) const { return by_integers_in_double() ? integers(part) : MatrixView{}; }
  double lsb() const { return lsb_; }

  const SliceReads* reads() const { return cells_ ? &*cells_ : nullptr; }  // null: integers, no cells
  const HpFormat& format() const { return format_; }
  std::size_t size() const { return integer_.n_row; }
  Dense values() const;  // the matrix as held
  SubArray whole() const { return {0, 0, integer_.n_row, integer_.n_col}; }
  double frobenius_norm() const { return frobenius_norm_; }
  std::uint64_t cells() const;  // two signs times the slices of every element

 private:
  void cut_slices();
  void write_cells(const SliceReads::Source& cells);
  void multiply_slices(const SubArray& part, const Words& words, Lanes* y) const;
  MatrixView integers(const SubArray& part) const { return integer_.view().part(part); }
  bool by_integers_in_double() const { return !cells_ && positive_.empty() && exact_in_double_; }
  Lanes value_of_code(const Words& words) const;  // of one unit of the product, in each lane
  std::int64_t line_sum(const SubArray& part, std::size_t i, std::span<const std::int64_t> word) const;

  HpFormat format_;
  Dense integer_;  // signed integers, exact in double
  double lsb_ = 1.0;
  double frobenius_norm_ = 0.0;
  bool exact_in_double_ = true;         // no product can pass 2^53
  std::vector<std::uint8_t> positive_;  // [slice][row][col] levels of A+ = max(A, 0); format.slices only
  std::vector<std::uint8_t> negative_;  // the same of A- = max(-A, 0)
  std::optional<SliceReads> cells_;
};

}  // namespace ohmimo::rram
