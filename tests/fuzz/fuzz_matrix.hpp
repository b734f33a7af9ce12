// What every reader of matrices promises.
#pragma once
#include <cmath>

#include "apps/matrix/file_matrix.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace ohmimo::fuzz {

inline bool same_number(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

inline bool same(const matrix::FileMatrix& a, const matrix::FileMatrix& b) {
  if (a.is_complex != b.is_complex || arma::size(a.value) != arma::size(b.value)) return false;
  for (arma::uword k = 0; k < a.value.n_elem; ++k)
    if (!same_number(a.value[k].real(), b.value[k].real()) || !same_number(a.value[k].imag(), b.value[k].imag()))
      return false;
  return true;
}

inline void require_sound(const matrix::FileMatrix& matrix) {
  require(matrix.value.n_rows > 0 && matrix.value.n_cols > 0, "a matrix has rows and columns");
  if (matrix.is_complex) return;
  for (const arma::cx_double& value : matrix.value)
    require(value.imag() == 0.0, "a real matrix has no imaginary parts");
}

}  // namespace ohmimo::fuzz
