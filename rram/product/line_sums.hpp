// One read of an array: the cells of the driven columns are summed along every line, and the sums go through ADCs.
// Lines of all slices and signs lie side by side, so that a column is contiguous.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "phy/rng.hpp"
#include "rram/numbers/dense.hpp"
#include "rram/numbers/int_range.hpp"

namespace ohmimo::rram {

inline constexpr IntRange hp_adc_bits_range = {1, 16};

// How lines are read. The paper gives neither the number of inputs driven at once nor the bits of the ADC.
struct HpArray {
  int rows_per_read = 0;    // inputs (word lines) driven at once, by position; 0 = all
  int adc_bits = 8;         // codes 0 to 2^bits - 1
  double adc_step = 1.0;    // levels per code
  double error_rate = 0.0;  // injected: share of reads off by one code, up and down alike
};
void validate(const HpArray& array);  // throws std::invalid_argument naming field, rule and value

// Reads of single lines of single slices, each compared with the integer it should give.
struct ReadCount {
  std::uint64_t reads = 0;
  std::uint64_t wrong = 0;
  std::int64_t worst = 0;    // largest error of one read, in levels (the LSB of a slice)
  std::uint64_t drives = 0;  // times inputs were driven; all lines of all slices are then read at once
  ReadCount& operator+=(const ReadCount& other);
};

// The cells of a matrix or of a part of it, all slices together: [col][slice][sign][row]. Columns are padded with zeros
// to `stride`, and a column of zeros follows the last. Conductances are rounded to a grid, at most 2^-17 of a level for
// 16 columns of 3 bits. On it every sum over columns fits into the 24 bits of a float: sums are exact in any order.
struct SliceCells {
  std::size_t n_slice = 0, n_row = 0, n_col = 0;
  int slice_bits = 0;
  int fraction_bits = 0;            // conductances are multiples of 2^-fraction_bits
  std::vector<float> conductance;   // as the terminals see them, in levels
  std::vector<std::int32_t> level;  // what they stand for
  std::vector<float> variance;      // of one reading, in levels^2; empty = none

  SliceCells(std::size_t slices, std::size_t rows, std::size_t cols, int bits);
  std::size_t n_line() const { return 2 * n_slice * n_row; }
  std::size_t stride() const { return (n_line() + 31) / 32 * 32; }
  struct Column {  // [n_line]
    const float* conductance;
    const std::int32_t* level;
  };
  Column column(std::size_t col) const { return {conductance.data() + col * stride(), level.data() + col * stride()}; }
  std::size_t place(std::size_t array, std::size_t row, std::size_t col) const {
    return col * stride() + array * n_row + row;
  }
  SliceCells part(const SubArray& at) const;
};

// Work space of one reading, one entry per line.
class LineSums {
 public:
  void clear(const SliceCells& cells);
  void add(const SliceCells& cells, std::size_t col,
           int sign);  // adds (1) or subtracts (-1) a column, not its variance
  void add(const SliceCells& cells, std::span<const std::size_t> cols);

  // Reads all lines. A sum s becomes code = floor(min(max(s / step + 1/2, 0), most)), which the controller takes for
  // the integer floor(code step + 1/2), all in float. Adds to the count. noise: read noise and injected errors, drawn
  // for every line in turn; null = neither.
  void read(const SliceCells& cells, const HpArray& array, RngStream* noise, ReadCount& count);

  // sum [n_row] += 2^shift times what was read of each row, joined over slices and signs; or -= if negative.
  void join(const SliceCells& cells, int shift, bool negative, std::int64_t* sum) const;

 private:
  std::vector<float> level_, variance_, normal_;
  std::vector<std::int32_t> want_, code_, value_;
  std::vector<std::uint32_t> draw_;
};

}  // namespace ohmimo::rram
