// The numbers of one channel side by side, for work that goes channel by channel. In a batch (phy/batch.hpp) they stand
// 16 floats apart, each in another cache line.
#pragma once
#include <cstddef>
#include <vector>

#include "phy/batch.hpp"

namespace ohmimo {

// Rows [n_lane channels][n_row][n_col] of one block. Kept memory is used again.
class ChannelRows {
 public:
  void resize(std::size_t n_row, std::size_t n_col);

  float* row(std::size_t channel, std::size_t i) { return value_.data() + channel * stride() + i * n_col_; }
  const float* row(std::size_t channel, std::size_t i) const { return value_.data() + channel * stride() + i * n_col_; }

  // Copies row i of the 16 channels from, or to, lanes + v step for v < n_col.
  void load_row(std::size_t i, const float* lanes, std::size_t step);
  void store_row(std::size_t i, float* lanes, std::size_t step) const;

  // Zeros from this channel on.
  void clear_from(std::size_t channel);

 private:
  // One cache line more: channels a power of two apart would use the same cache sets.
  std::size_t stride() const { return n_row_ * n_col_ + n_lane; }

  std::size_t n_row_ = 0, n_col_ = 0;
  std::vector<float> value_;
};

}  // namespace ohmimo
