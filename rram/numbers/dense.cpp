#include "rram/numbers/dense.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {
namespace {

double smallest_pivot(const MatrixView& a) {
  return static_cast<double>(a.n_row) * std::numeric_limits<double>::epsilon() * largest_magnitude(a);
}

// Brings the largest element of column k, from row k down, into row k; false if it is too small to divide by.
bool bring_pivot(Dense& work, std::size_t k, double smallest) {
  std::size_t best = k;
  for (std::size_t i = k + 1; i < work.n_row; ++i)
    if (std::abs(work(i, k)) > std::abs(work(best, k))) best = i;
  if (best != k) std::swap_ranges(&work(best, 0), &work(best, 0) + work.n_col, &work(k, 0));
  return std::isfinite(work(k, k)) && std::abs(work(k, k)) > smallest;
}

// Row i minus factor times row k, from column k on.
[[gnu::always_inline]] inline void eliminate(Dense& work, std::size_t i, std::size_t k, double factor) {
  const double* __restrict pivot_row = &work(k, 0);
  double* __restrict row = &work(i, 0);
  for (std::size_t j = k; j < work.n_col; ++j) row[j] -= factor * pivot_row[j];
}

// Column k below its pivot.
[[gnu::always_inline]] inline void eliminate_below(Dense& work, std::size_t k) {
  for (std::size_t i = k + 1; i < work.n_row; ++i) eliminate(work, i, k, work(i, k) / work(k, k));
}

}  // namespace

Dense to_dense(const arma::mat& a) {
  Dense dense(a.n_rows, a.n_cols);
  for (std::size_t i = 0; i < a.n_rows; ++i)
    for (std::size_t j = 0; j < a.n_cols; ++j) dense(i, j) = a(i, j);
  return dense;
}

arma::mat to_arma(const Dense& a) {
  return arma::mat(a.value.data(), a.n_col, a.n_row).t();
}

double largest_magnitude(const MatrixView& a) {
  const auto larger = [](double best, double value) {
    const double size = std::abs(value);
    return size > best ? size : best;  // NaN is passed over
  };
  std::array<double, 8> most{};  // side by side, as each step waits for the one before
  for (std::size_t i = 0; i < a.n_row; ++i) {
    const double* row = a.data + i * a.stride;
    std::size_t j = 0;
    for (; j + most.size() <= a.n_col; j += most.size())
      for (std::size_t k = 0; k < most.size(); ++k) most[k] = larger(most[k], row[j + k]);
    for (; j < a.n_col; ++j) most[j % most.size()] = larger(most[j % most.size()], row[j]);
  }
  return *std::max_element(most.begin(), most.end());
}

bool equal(const MatrixView& a, const MatrixView& b) {
  if (a.n_row != b.n_row || a.n_col != b.n_col) return false;
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j)
      if (a(i, j) != b(i, j)) return false;
  return true;
}

bool is_singular(Dense work) {
  const double smallest = smallest_pivot(work.view());
  for (std::size_t k = 0; k < work.n_row; ++k) {
    if (!bring_pivot(work, k, smallest)) return true;
    simd::run_by_isa<eliminate_below>(work, k);
  }
  return false;
}

bool solve_beside(Dense& work, double smallest) {
  for (std::size_t k = 0; k < work.n_row; ++k) {
    if (!bring_pivot(work, k, smallest)) return false;
    const double pivot = work(k, k);
    for (std::size_t j = k; j < work.n_col; ++j) work(k, j) /= pivot;
    for (std::size_t i = 0; i < work.n_row; ++i)
      if (i != k && work(i, k) != 0.0) eliminate(work, i, k, work(i, k));
  }
  return true;
}

bool invert(const MatrixView& a, Dense& inverse) {
  const std::size_t n = a.n_row;
  Dense work(n, 2 * n);  // [a | I] -> [I | inverse]
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) work(i, j) = a(i, j);
    work(i, n + i) = 1.0;
  }
  if (!solve_beside(work, smallest_pivot(a))) return false;
  inverse = Dense(n, n);
  for (std::size_t i = 0; i < n; ++i) std::copy_n(&work(i, n), n, &inverse(i, 0));
  return true;
}

Dense product(const MatrixView& a, const MatrixView& b) {
  Dense c(a.n_row, b.n_col);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t k = 0; k < a.n_col; ++k)
      for (std::size_t j = 0; j < b.n_col; ++j) c(i, j) += a(i, k) * b(k, j);
  return c;
}

Dense minus_product(const MatrixView& a, const MatrixView& b, const MatrixView& c, const MatrixView& d) {
  Dense result = product(product(b, c).view(), d);
  for (std::size_t i = 0; i < a.n_row; ++i)
    for (std::size_t j = 0; j < a.n_col; ++j) result(i, j) = a(i, j) - result(i, j);
  return result;
}

}  // namespace ohmimo::rram
