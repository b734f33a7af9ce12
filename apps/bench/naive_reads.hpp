// The product through slices as the chip makes it, one line of one slice and one bit plane after the other, in plain
// loops of doubles: the rival of the benchmark and the oracle of the tests.
#pragma once
#include <armadillo>
#include <cstdint>
#include <span>
#include <vector>

#include "rram/product/slice_reads.hpp"

namespace ohmimo::bench {

struct NaiveArrays {
  std::vector<arma::mat> seen;   // [2 slice + sign], each [n_row][n_col]: conductances in levels
  std::vector<arma::mat> level;  // the same: what they stand for
  rram::HpArray array;
};

// A part of slices of 3 bits; level as SliceReads takes it.
NaiveArrays naive_arrays(const rram::SliceReads& slices, std::span<const std::uint8_t> level,
                         const rram::SubArray& part, const rram::HpArray& array);

// sum [n_row] = product with words [n_col] of up to 26 bits.
rram::ReadCount naive_product(const NaiveArrays& arrays, std::span<const std::int64_t> word,
                              std::span<std::int64_t> sum);

}  // namespace ohmimo::bench
