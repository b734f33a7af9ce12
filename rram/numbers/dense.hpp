// Small dense real matrices by rows, for the tiles of the arrays. Programming a tile must cost microseconds, hence no
// temporaries.
#pragma once
#include <armadillo>
#include <cstddef>
#include <vector>

namespace ohmimo::rram {

// Where a part of a matrix lies in it.
struct SubArray {
  std::size_t row = 0, col = 0, n_row = 0, n_col = 0;
  bool operator==(const SubArray&) const = default;
};

// A matrix stored by rows, or a part of one; the owner must outlive it.
template <class Element>
struct ViewOf {
  const Element* data = nullptr;
  std::size_t n_row = 0;
  std::size_t n_col = 0;
  std::size_t stride = 0;  // distance of two rows

  const Element& operator()(std::size_t i, std::size_t j) const { return data[i * stride + j]; }
  ViewOf part(const SubArray& at) const { return {data + at.row * stride + at.col, at.n_row, at.n_col, stride}; }
};
using MatrixView = ViewOf<double>;

struct Dense {
  std::size_t n_row = 0;
  std::size_t n_col = 0;
  std::vector<double> value;

  Dense() = default;
  Dense(std::size_t rows, std::size_t cols) : n_row(rows), n_col(cols), value(rows * cols) {}
  double& operator()(std::size_t i, std::size_t j) { return value[i * n_col + j]; }
  double operator()(std::size_t i, std::size_t j) const { return value[i * n_col + j]; }
  MatrixView view() const { return {value.data(), n_row, n_col, n_col}; }
};

Dense to_dense(const arma::mat& a);
arma::mat to_arma(const Dense& a);

double largest_magnitude(const MatrixView& a);

bool equal(const MatrixView& a, const MatrixView& b);

// Singular to working precision: in an elimination with partial pivoting some pivot is not finite or not above
// n 2^-52 max|a|. The argument is overwritten.
bool is_singular(Dense work);

// [a | b] becomes [I | a^-1 b], by Gauss-Jordan elimination with partial pivoting. False if some pivot is not finite or
// not above `smallest` in magnitude; work is then unspecified.
[[nodiscard]] bool solve_beside(Dense& work, double smallest);

// Inverse by Gauss-Jordan elimination with partial pivoting. False if a is singular in the sense above; inverse is then
// unspecified.
[[nodiscard]] bool invert(const MatrixView& a, Dense& inverse);

// a b [a.n_row][b.n_col], every element summed in the order of the columns of a.
Dense product(const MatrixView& a, const MatrixView& b);

// a - b c d: the Schur complement M4 - M3 M1^-1 M2.
Dense minus_product(const MatrixView& a, const MatrixView& b, const MatrixView& c, const MatrixView& d);

}  // namespace ohmimo::rram
