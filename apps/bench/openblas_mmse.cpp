#include "apps/bench/openblas_mmse.hpp"

#include <algorithm>
#include <stdexcept>

// The Fortran interface (netlib.org/blas, netlib.org/lapack); the lengths of character arguments may be left out. Under
// names of our own, for Armadillo declares the same functions with other types.
extern "C" {
void fortran_cherk(const char* uplo, const char* trans, const int* n, const int* k, const float* alpha,
                   const std::complex<float>* a, const int* lda, const float* beta, std::complex<float>* c,
                   const int* ldc) asm("cherk_");
void fortran_cgemm(const char* trans_a, const char* trans_b, const int* m, const int* n, const int* k,
                   const std::complex<float>* alpha, const std::complex<float>* a, const int* lda,
                   const std::complex<float>* b, const int* ldb, const std::complex<float>* beta,
                   std::complex<float>* c, const int* ldc) asm("cgemm_");
void fortran_cgemv(const char* trans, const int* m, const int* n, const std::complex<float>* alpha,
                   const std::complex<float>* a, const int* lda, const std::complex<float>* x, const int* step_x,
                   const std::complex<float>* beta, std::complex<float>* y, const int* step_y) asm("cgemv_");
void fortran_ctrsm(const char* side, const char* uplo, const char* trans, const char* diag, const int* m, const int* n,
                   const std::complex<float>* alpha, const std::complex<float>* a, const int* lda,
                   std::complex<float>* b, const int* ldb) asm("ctrsm_");
void fortran_cpotrf(const char* uplo, const int* n, std::complex<float>* a, const int* lda, int* info) asm("cpotrf_");
void fortran_cpotrs(const char* uplo, const int* n, const int* n_rhs, const std::complex<float>* a, const int* lda,
                    std::complex<float>* b, const int* ldb, int* info) asm("cpotrs_");
}

namespace ohmimo::bench {
namespace {

constexpr std::complex<float> one = 1.f, zero = 0.f;

std::vector<std::complex<float>> by_columns(const MatrixBatch& m) {
  std::vector<std::complex<float>> out;
  for (std::size_t channel = 0; channel < m.n_channel(); ++channel)
    for (std::size_t col = 0; col < m.cols(); ++col)
      for (std::size_t row = 0; row < m.rows(); ++row) out.push_back(m.get(channel, row, col));
  return out;
}

}  // namespace

OpenBlasMmse::OpenBlasMmse(const MatrixBatch& h, const MatrixBatch& y)
    : n_rx_(static_cast<int>(h.rows())),
      n_user_(static_cast<int>(h.cols())),
      n_vector_(static_cast<int>(y.cols())),
      n_channel_(h.n_channel()),
      h_(by_columns(h)),
      y_(by_columns(y)),
      x_(h.n_channel() * h.cols() * y.cols()),
      a_(h.cols() * h.cols()),
      w_(h.cols() * h.rows()) {}

void OpenBlasMmse::factor(std::size_t channel, float noise_var, Gram way) {
  const float real_one = 1.f, real_zero = 0.f;
  const std::complex<float>* h = h_of(channel);
  int info = 0;
  if (way == Gram::cherk || n_user_ > 8)
    fortran_cherk("U", "C", &n_user_, &n_rx_, &real_one, h, &n_rx_, &real_zero, a_.data(), &n_user_);
  else
    fortran_cgemm("C", "N", &n_user_, &n_user_, &n_rx_, &one, h, &n_rx_, h, &n_rx_, &zero, a_.data(), &n_user_);
  for (int u = 0; u < n_user_; ++u) a_[u * (n_user_ + 1)] += noise_var;
  fortran_cpotrf("U", &n_user_, a_.data(), &n_user_, &info);
  if (info != 0) throw std::runtime_error("bench: cpotrf failed");
}

void OpenBlasMmse::detect(float noise_var) {
  const int step = 1;
  int info = 0;
  for (std::size_t channel = 0; channel < n_channel_; ++channel) {
    const std::complex<float>*h = h_of(channel), *y = y_of(channel);
    std::complex<float>* x = x_of(channel);
    factor(channel, noise_var, Gram::faster);
    if (n_vector_ == 1)
      fortran_cgemv("C", &n_rx_, &n_user_, &one, h, &n_rx_, y, &step, &zero, x, &step);
    else
      fortran_cgemm("C", "N", &n_user_, &n_vector_, &n_rx_, &one, h, &n_rx_, y, &n_rx_, &zero, x, &n_user_);
    fortran_cpotrs("U", &n_user_, &n_vector_, a_.data(), &n_user_, x, &n_user_, &info);
  }
}

void OpenBlasMmse::detect_by_filter(float noise_var) {
  int info = 0;
  for (std::size_t channel = 0; channel < n_channel_; ++channel) {
    const std::complex<float>* h = h_of(channel);
    factor(channel, noise_var, Gram::cherk);
    for (int b = 0; b < n_rx_; ++b)
      for (int u = 0; u < n_user_; ++u) w_[b * n_user_ + u] = std::conj(h[u * n_rx_ + b]);
    fortran_cpotrs("U", &n_user_, &n_rx_, a_.data(), &n_user_, w_.data(), &n_user_, &info);
    fortran_cgemm("N", "N", &n_user_, &n_vector_, &n_rx_, &one, w_.data(), &n_user_, y_of(channel), &n_rx_, &zero,
                  x_of(channel), &n_user_);
  }
}

void OpenBlasMmse::detect_by_columns(float noise_var) {
  for (std::size_t channel = 0; channel < n_channel_; ++channel) {
    factor(channel, noise_var, Gram::faster);
    std::copy_n(h_of(channel), w_.size(), w_.begin());
    fortran_ctrsm("R", "U", "N", "N", &n_rx_, &n_user_, &one, a_.data(), &n_user_, w_.data(), &n_rx_);
    fortran_ctrsm("R", "U", "C", "N", &n_rx_, &n_user_, &one, a_.data(), &n_user_, w_.data(), &n_rx_);
    fortran_cgemm("C", "N", &n_user_, &n_vector_, &n_rx_, &one, w_.data(), &n_rx_, y_of(channel), &n_rx_, &zero,
                  x_of(channel), &n_user_);
  }
}

}  // namespace ohmimo::bench
