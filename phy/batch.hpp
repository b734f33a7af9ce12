// Batches of small matrices, lane = channel: 16 independent channels side by side, so that one instruction works on the
// same element of 16 matrices. Stored [block][row][col][re|im][16], 64-byte aligned, the number of channels padded to
// 16 with zeros, so kernels have no tail. A row is padded by one cache line: an odd number of lines per row keeps rows
// of power-of-two width from falling on the same cache sets. Armadillo only at the edges (set, matrix), never inside
// loops.
#pragma once
#include <armadillo>
#include <cstddef>
#include <memory>
#include <span>

#include "phy/block_view.hpp"

namespace ohmimo {

// Zero-initialised memory aligned to a cache line.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(std::size_t size);
  AlignedFloats(const AlignedFloats& other);
  AlignedFloats& operator=(const AlignedFloats& other);  // keeps the memory when the size is unchanged
  AlignedFloats(AlignedFloats&&) = default;
  AlignedFloats& operator=(AlignedFloats&&) = default;
  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* p) const;
  };
  std::unique_ptr<float[], Free> data_;
  std::size_t size_ = 0;
};

// Complex matrices: see block_view.hpp for the place of an element.
class MatrixBatch {
 public:
  MatrixBatch() = default;
  MatrixBatch(std::size_t n_channel, std::size_t rows, std::size_t cols);

  // Keeps the memory when the shape is unchanged; otherwise all elements become zero.
  void resize(std::size_t n_channel, std::size_t rows, std::size_t cols);
  void set_zero();

  std::size_t n_channel() const { return n_channel_; }
  std::size_t n_block() const { return (n_channel_ + n_lane - 1) / n_lane; }
  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }

  BlockView block(std::size_t b) { return {floats_.data() + b * rows_ * stride(), stride()}; }
  ConstBlockView block(std::size_t b) const { return {floats_.data() + b * rows_ * stride(), stride()}; }

  std::complex<float> get(std::size_t channel, std::size_t row, std::size_t col) const;
  void set(std::size_t channel, std::size_t row, std::size_t col, std::complex<float> value);
  arma::cx_mat matrix(std::size_t channel) const;  // one channel as double precision
  void set_matrix(std::size_t channel, const arma::cx_mat& m);

 private:
  std::size_t stride() const { return (2 * cols_ + 1) * n_lane; }
  std::size_t n_channel_ = 0, rows_ = 0, cols_ = 0;
  AlignedFloats floats_;
};

// Real values of the same shape: [block][row][col][16], without row padding.
class RealBatch {
 public:
  RealBatch() = default;
  RealBatch(std::size_t n_channel, std::size_t rows, std::size_t cols);
  void resize(std::size_t n_channel, std::size_t rows, std::size_t cols);

  std::size_t n_channel() const { return n_channel_; }
  std::size_t n_block() const { return (n_channel_ + n_lane - 1) / n_lane; }
  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }

  float* at(std::size_t block, std::size_t row, std::size_t col) {
    return floats_.data() + ((block * rows_ + row) * cols_ + col) * n_lane;
  }
  const float* at(std::size_t block, std::size_t row, std::size_t col) const {
    return floats_.data() + ((block * rows_ + row) * cols_ + col) * n_lane;
  }
  float get(std::size_t channel, std::size_t row, std::size_t col) const {
    return at(channel / n_lane, row, col)[channel % n_lane];
  }

 private:
  std::size_t n_channel_ = 0, rows_ = 0, cols_ = 0;
  AlignedFloats floats_;
};

}  // namespace ohmimo
