// A matrix of which few elements are known, by rows: ratings of items by users.
#pragma once
#include <armadillo>
#include <cstdint>
#include <span>
#include <vector>

namespace ohmimo::rram {

struct Entry {
  std::uint32_t row = 0, col = 0;
  float value = 0.0F;
};

class SparseRows {
 public:
  SparseRows() = default;
  // Of entries in any order; of several for one place the last one counts. Throws std::invalid_argument for one outside
  // the matrix, or a value that is not finite.
  SparseRows(std::uint32_t n_row, std::uint32_t n_col, std::span<const Entry> entries);

  std::uint32_t n_row() const { return n_row_; }
  std::uint32_t n_col() const { return n_col_; }
  std::size_t count() const { return value_.size(); }
  std::span<const std::uint32_t> columns(std::uint32_t row) const { return {col_.data() + first_[row], length(row)}; }
  std::span<const float> values(std::uint32_t row) const { return {value_.data() + first_[row], length(row)}; }
  SparseRows transposed() const;

 private:
  std::size_t length(std::uint32_t row) const { return first_[row + 1] - first_[row]; }

  std::uint32_t n_row_ = 0, n_col_ = 0;
  std::vector<std::size_t> first_ = {0};  // [n_row + 1]
  std::vector<std::uint32_t> col_;        // ascending within a row
  std::vector<float> value_;
};

}  // namespace ohmimo::rram
