// MMSE detection by direct calls of OpenBLAS, single precision, one channel after the other: the rival of the batched
// kernels without the cost of a matrix library around it.
#pragma once
#include <complex>
#include <vector>

#include "phy/batch.hpp"

namespace ohmimo {

class OpenBlasMmse {
 public:
  // Copies of h [n_channel][n_rx][n_user] and y [n_channel][n_rx][n_vector], column by column as BLAS wants them.
  OpenBlasMmse(const MatrixBatch& h, const MatrixBatch& y);

  // x = (H^H H + N0 I)^-1 H^H y for every channel: cherk, cgemm, cpotrf, cpotrs.
  void detect(float noise_var);
  // The same by a filter per channel, W = (H^H H + N0 I)^-1 H^H: cherk, cpotrf, cpotrs with n_rx columns, cgemm.
  void detect_by_filter(float noise_var);

  std::complex<float> x(std::size_t channel, std::size_t user, std::size_t vector) const {
    return x_[(channel * n_vector_ + vector) * n_user_ + user];
  }

 private:
  using Floats = std::vector<std::complex<float>>;
  void factor(std::size_t channel, float noise_var);  // a_ = Cholesky factor

  int n_rx_, n_user_, n_vector_;
  std::size_t n_channel_;
  Floats h_, y_, x_, a_, w_;
};

}  // namespace ohmimo
