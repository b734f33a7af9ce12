#include "phy/batch.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace ohmimo {

AlignedFloats::AlignedFloats(std::size_t size) : size_(size) {
  if (size == 0) return;
  data_.reset(static_cast<float*>(::operator new[](size * sizeof(float), std::align_val_t{64})));
  std::memset(data_.get(), 0, size * sizeof(float));
}

AlignedFloats::AlignedFloats(const AlignedFloats& other) : AlignedFloats(other.size_) {
  *this = other;
}

AlignedFloats& AlignedFloats::operator=(const AlignedFloats& other) {
  if (size_ != other.size_) *this = AlignedFloats(other.size_);
  std::copy_n(other.data(), size_, data());
  return *this;
}

void AlignedFloats::Free::operator()(float* p) const {
  ::operator delete[](p, std::align_val_t{64});
}

MatrixBatch::MatrixBatch(std::size_t n_channel, std::size_t rows, std::size_t cols)
    : n_channel_(n_channel), rows_(rows), cols_(cols), floats_(n_block() * rows * stride()) {}

void MatrixBatch::resize(std::size_t n_channel, std::size_t rows, std::size_t cols) {
  if (n_channel == n_channel_ && rows == rows_ && cols == cols_) return;
  *this = MatrixBatch(n_channel, rows, cols);
}

void MatrixBatch::set_zero() {
  std::fill_n(floats_.data(), floats_.size(), 0.f);
}

std::complex<float> MatrixBatch::get(std::size_t channel, std::size_t row, std::size_t col) const {
  const ConstBlockView view = block(channel / n_lane);
  const float* p = view.data + row * view.stride + col * 2 * n_lane + channel % n_lane;
  return {p[0], p[n_lane]};
}

void MatrixBatch::set(std::size_t channel, std::size_t row, std::size_t col, std::complex<float> value) {
  const BlockView view = block(channel / n_lane);
  float* p = view.data + row * view.stride + col * 2 * n_lane + channel % n_lane;
  p[0] = value.real();
  p[n_lane] = value.imag();
}

arma::cx_mat MatrixBatch::matrix(std::size_t channel) const {
  arma::cx_mat m(rows_, cols_);
  for (std::size_t row = 0; row < rows_; ++row)
    for (std::size_t col = 0; col < cols_; ++col) m(row, col) = std::complex<double>(get(channel, row, col));
  return m;
}

void MatrixBatch::set_matrix(std::size_t channel, const arma::cx_mat& m) {
  for (std::size_t row = 0; row < rows_; ++row)
    for (std::size_t col = 0; col < cols_; ++col) set(channel, row, col, std::complex<float>(m(row, col)));
}

RealBatch::RealBatch(std::size_t n_channel, std::size_t rows, std::size_t cols)
    : n_channel_(n_channel), rows_(rows), cols_(cols), floats_(n_block() * rows * cols * n_lane) {}

void RealBatch::resize(std::size_t n_channel, std::size_t rows, std::size_t cols) {
  if (n_channel == n_channel_ && rows == rows_ && cols == cols_) return;
  *this = RealBatch(n_channel, rows, cols);
}

}  // namespace ohmimo
