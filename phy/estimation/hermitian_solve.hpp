// Complex matrices as rows of real and of imaginary parts, and the solution of Hermitian systems, in double precision
// and with the same bits on every machine.
#pragma once
#include <complex>
#include <cstddef>
#include <vector>

namespace ohmimo {

// Rows are padded to a multiple of 8 with zeros.
class ComplexRows {
 public:
  // All zeros. Keeps the memory where it suffices.
  void resize(std::size_t n_row, std::size_t n_col) {
    n_row_ = n_row;
    n_col_ = n_col;
    stride_ = (n_col + 7) / 8 * 8;
    re_.assign(n_row * stride_, 0.0);
    im_.assign(n_row * stride_, 0.0);
  }
  std::size_t n_row() const { return n_row_; }
  std::size_t n_col() const { return n_col_; }
  std::size_t stride() const { return stride_; }
  double* re(std::size_t row) { return re_.data() + row * stride_; }
  double* im(std::size_t row) { return im_.data() + row * stride_; }
  const double* re(std::size_t row) const { return re_.data() + row * stride_; }
  const double* im(std::size_t row) const { return im_.data() + row * stride_; }
  std::complex<double> get(std::size_t row, std::size_t col) const { return {re(row)[col], im(row)[col]}; }
  void set(std::size_t row, std::size_t col, std::complex<double> value) {
    re(row)[col] = value.real();
    im(row)[col] = value.imag();
  }

 private:
  std::size_t n_row_ = 0, n_col_ = 0, stride_ = 0;
  std::vector<double> re_, im_;
};

// Row y of to += factor * row x of from. Both have the same stride.
void add_row(std::complex<double> factor, const ComplexRows& from, std::size_t x, ComplexRows& to, std::size_t y);

// a = L L^H in place of the lower triangle of a Hermitian positive definite matrix. Throws std::runtime_error if a is
// not positive definite.
void cholesky(ComplexRows& a);

// Overwrites b [n][columns] by a^-1 b, l being the factor of a.
void cholesky_solve(const ComplexRows& l, ComplexRows& b);

}  // namespace ohmimo
