// MMSE detection by direct calls of OpenBLAS, single precision, one channel after the other: the rival of the batched
// kernels without the cost of a matrix library around it.
#pragma once
#include <complex>
#include <vector>

#include "phy/batch.hpp"

namespace ohmimo::bench {

class OpenBlasMmse {
 public:
  // Copies of h [n_channel][n_rx][n_user] and y [n_channel][n_rx][n_vector], column by column as BLAS wants them.
  OpenBlasMmse(const MatrixBatch& h, const MatrixBatch& y);

  // x = (H^H H + N0 I)^-1 H^H y for every channel: Gram matrix, cpotrf, cgemm or cgemv, cpotrs.
  void detect(float noise_var);
  // The same by a filter per channel, x = W y with W = (H^H H + N0 I)^-1 H^H, as one would write it: cherk, cpotrf,
  // cpotrs with n_rx columns, cgemm.
  void detect_by_filter(float noise_var);
  // The same as fast as we know how: x = F^H y with F = H R^-1 R^-H by ctrsm from the right.
  void detect_by_columns(float noise_var);

  std::complex<float> x(std::size_t channel, std::size_t user, std::size_t vector) const {
    return x_[(channel * n_vector_ + vector) * n_user_ + user];
  }

 private:
  using Floats = std::vector<std::complex<float>>;
  const std::complex<float>* h_of(std::size_t channel) const { return &h_[channel * n_rx_ * n_user_]; }
  const std::complex<float>* y_of(std::size_t channel) const { return &y_[channel * n_rx_ * n_vector_]; }
  std::complex<float>* x_of(std::size_t channel) { return &x_[channel * n_user_ * n_vector_]; }
  // For up to 8 users cgemm is faster, though it computes both halves.
  enum class Gram { cherk, faster };
  void factor(std::size_t channel, float noise_var, Gram way);  // a_ = Cholesky factor

  int n_rx_, n_user_, n_vector_;
  std::size_t n_channel_;
  Floats h_, y_, x_, a_, w_;
};

}  // namespace ohmimo::bench
