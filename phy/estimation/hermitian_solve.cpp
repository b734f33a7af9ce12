#include "phy/estimation/hermitian_solve.hpp"

#include <cmath>
#include <stdexcept>

#include "phy/simd/isa.hpp"

namespace ohmimo {
namespace {

struct RowSum {
  double re, im;  // of the factor
  const double *x_re, *x_im;
  double *y_re, *y_im;
  std::size_t n;  // a multiple of 8
};

template <std::size_t width>
[[gnu::always_inline]] inline void add_all(const RowSum& s) {
  typedef double V __attribute__((vector_size(8 * width), may_alias, aligned(8)));
  for (std::size_t k = 0; k < s.n; k += width) {
    const V x_re = *reinterpret_cast<const V*>(s.x_re + k), x_im = *reinterpret_cast<const V*>(s.x_im + k);
    *reinterpret_cast<V*>(s.y_re + k) += s.re * x_re - s.im * x_im;
    *reinterpret_cast<V*>(s.y_im + k) += s.re * x_im + s.im * x_re;
  }
}

void add(const RowSum& s) {
  simd::run_by_isa<add_all<2>, add_all<4>, add_all<8>>(s);
}

}  // namespace

void add_row(std::complex<double> factor, const ComplexRows& from, std::size_t x, ComplexRows& to, std::size_t y) {
  add({factor.real(), factor.imag(), from.re(x), from.im(x), to.re(y), to.im(y), to.stride()});
}

// By rows of the upper factor U = L^H, so that every step adds rows: a(j, k) -= conj(u(i, j)) u(i, k) for k >= j > i.
// The upper triangle is made first, then turned.
void cholesky(ComplexRows& a) {
  const std::size_t n = a.n_row();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = i + 1; k < n; ++k) a.set(i, k, std::conj(a.get(k, i)));
  for (std::size_t i = 0; i < n; ++i) {
    const double pivot = a.re(i)[i];
    if (!(pivot > 0.0) || !std::isfinite(pivot)) throw std::runtime_error("a covariance is not positive definite");
    const double root = std::sqrt(pivot);
    for (std::size_t k = i; k < n; ++k) a.set(i, k, a.get(i, k) / root);
    a.im(i)[i] = 0.0;
    for (std::size_t j = i + 1; j < n; ++j) {
      const std::size_t start = j / 8 * 8;
      const std::complex<double> factor = -std::conj(a.get(i, j));
      add({factor.real(), factor.imag(), a.re(i) + start, a.im(i) + start, a.re(j) + start, a.im(j) + start,
           a.stride() - start});
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = i + 1; k < n; ++k) a.set(k, i, std::conj(a.get(i, k)));
}

void cholesky_solve(const ComplexRows& l, ComplexRows& b) {
  const std::size_t n = l.n_row();
  const auto divide = [&](std::size_t i) {
    const double inverse = 1.0 / l.re(i)[i];
    for (std::size_t k = 0; k < b.stride(); ++k) {
      b.re(i)[k] *= inverse;
      b.im(i)[k] *= inverse;
    }
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) add_row(-l.get(i, j), b, j, b, i);
    divide(i);
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t j = i + 1; j < n; ++j) add_row(-std::conj(l.get(j, i)), b, j, b, i);
    divide(i);
  }
}

}  // namespace ohmimo
