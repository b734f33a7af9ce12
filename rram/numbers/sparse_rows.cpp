#include "rram/numbers/sparse_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ohmimo::rram {

SparseRows::SparseRows(std::uint32_t n_row, std::uint32_t n_col, std::span<const Entry> entries)
    : n_row_(n_row), n_col_(n_col), first_(std::size_t{n_row} + 1, 0) {
  for (const Entry& entry : entries) {
    if (entry.row >= n_row || entry.col >= n_col)
      throw std::invalid_argument(
          fmt::format("entries must lie within {} x {}, got {}, {}", n_row, n_col, entry.row, entry.col));
    if (!std::isfinite(entry.value))
      throw std::invalid_argument(fmt::format("entries must be finite, got {}", entry.value));
  }
  // By column, then by row, each time in the order they come: ascending, and the last of equals stays last.
  std::vector<std::uint32_t> order(entries.size()), next(entries.size());
  const auto sort_by = [&](std::uint32_t buckets, const auto& key, const auto& from, auto& to) {
    std::vector<std::size_t> place(std::size_t{buckets} + 1, 0);
    for (const Entry& entry : entries) ++place[key(entry) + 1];
    for (std::size_t k = 1; k < place.size(); ++k) place[k] += place[k - 1];
    for (std::size_t k = 0; k < entries.size(); ++k) to[place[key(entries[from(k)])]++] = from(k);
  };
  sort_by(
      n_col, [](const Entry& e) { return e.col; }, [](std::size_t k) { return static_cast<std::uint32_t>(k); }, order);
  sort_by(
      n_row, [](const Entry& e) { return e.row; }, [&](std::size_t k) { return order[k]; }, next);
  for (const std::uint32_t at : next) {
    const Entry& entry = entries[at];
    const bool again = first_[entry.row + 1] > 0 && col_.back() == entry.col;
    if (again) {
      value_.back() = entry.value;
      continue;
    }
    col_.push_back(entry.col);
    value_.push_back(entry.value);
    first_[entry.row + 1] = col_.size();
  }
  for (std::size_t row = 1; row < first_.size(); ++row) first_[row] = std::max(first_[row], first_[row - 1]);
}

SparseRows SparseRows::transposed() const {
  SparseRows other;
  other.n_row_ = n_col_;
  other.n_col_ = n_row_;
  other.first_.assign(std::size_t{n_col_} + 1, 0);
  other.col_.resize(count());
  other.value_.resize(count());
  for (const std::uint32_t col : col_) ++other.first_[col + 1];
  for (std::size_t k = 1; k < other.first_.size(); ++k) other.first_[k] += other.first_[k - 1];
  std::vector<std::size_t> place = other.first_;
  for (std::uint32_t row = 0; row < n_row_; ++row)
    for (std::size_t p = first_[row]; p < first_[row + 1]; ++p) {
      const std::size_t to = place[col_[p]]++;
      other.col_[to] = row;
      other.value_[to] = value_[p];
    }
  return other;
}

}  // namespace ohmimo::rram
