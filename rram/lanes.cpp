#include "rram/lanes.hpp"

namespace ohmimo::rram {

namespace {

// n_row rows of A by `width` lanes twice over: the sums stay in registers. 4 rows: 16x16 takes 66 ns with AVX-512 (90 %
// of what two multipliers of 4.3 GHz give), 128 with AVX2; one row at a time, through memory, it was 178 and 140.
template <std::size_t width, std::size_t n_row>
[[gnu::always_inline]] inline void multiply_tile(const MatrixView& a, const double* x, double* y) {
  typedef double Vector __attribute__((vector_size(8 * width), may_alias));
  Vector sum[n_row][2] = {};
  for (std::size_t j = 0; j < a.n_col; ++j) {
    const Vector* column = reinterpret_cast<const Vector*>(x + j * n_rhs_lane);
    const Vector left = column[0], right = column[1];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < n_row; ++i) {
      const double element = a(i, j);
      sum[i][0] += element * left;
      sum[i][1] += element * right;
    }
  }
#pragma GCC unroll 4
  for (std::size_t i = 0; i < n_row; ++i) {
    Vector* row = reinterpret_cast<Vector*>(y + i * n_rhs_lane);
    row[0] = sum[i][0];
    row[1] = sum[i][1];
  }
}

template <std::size_t width>
[[gnu::always_inline]] inline void multiply_all(const MatrixView& a, const Lanes* x, Lanes* y) {
  for (std::size_t l = 0; l < n_rhs_lane; l += 2 * width) {
    std::size_t i = 0;
    for (; i + 4 <= a.n_row; i += 4)
      multiply_tile<width, 4>({a.data + i * a.stride, 4, a.n_col, a.stride}, x->at + l, y[i].at + l);
    for (; i < a.n_row; ++i)
      multiply_tile<width, 1>({a.data + i * a.stride, 1, a.n_col, a.stride}, x->at + l, y[i].at + l);
  }
}

void multiply_2(const MatrixView& a, const Lanes* x, Lanes* y) {
  multiply_all<2>(a, x, y);
}
OHMIMO_LANE_TARGET("avx2") void multiply_4(const MatrixView& a, const Lanes* x, Lanes* y) {
  multiply_all<4>(a, x, y);
}
OHMIMO_LANE_TARGET("avx512f") void multiply_8(const MatrixView& a, const Lanes* x, Lanes* y) {
  multiply_all<8>(a, x, y);
}

// Each group of lanes in a register of its own; NaN is passed over.
template <std::size_t width>
[[gnu::always_inline]] inline void largest_all(const Lanes* x, std::size_t n, Lanes& magnitude) {
  typedef double Vector __attribute__((vector_size(8 * width), may_alias));
  for (std::size_t l = 0; l < n_rhs_lane; l += width) {
    Vector best{};
    for (std::size_t j = 0; j < n; ++j) {
      const Vector value = *reinterpret_cast<const Vector*>(x[j].at + l);
      const Vector size = value < 0.0 ? -value : value;
      best = size > best ? size : best;
    }
    *reinterpret_cast<Vector*>(magnitude.at + l) = best;
  }
}

void largest_2(const Lanes* x, std::size_t n, Lanes& magnitude) {
  largest_all<2>(x, n, magnitude);
}
OHMIMO_LANE_TARGET("avx2") void largest_4(const Lanes* x, std::size_t n, Lanes& magnitude) {
  largest_all<4>(x, n, magnitude);
}
OHMIMO_LANE_TARGET("avx512f") void largest_8(const Lanes* x, std::size_t n, Lanes& magnitude) {
  largest_all<8>(x, n, magnitude);
}

}  // namespace

void multiply(const MatrixView& a, const Lanes* x, Lanes* y) {
  static const auto chosen = by_width(multiply_2, multiply_4, multiply_8);
  chosen(a, x, y);
}

OHMIMO_LANE_CLONES void subtract_from(const Lanes* a, std::size_t n, Lanes* b) {
  const double* __restrict minuend = a->at;
  double* __restrict subtrahend = b->at;
  for (std::size_t k = 0; k < n * n_rhs_lane; ++k) subtrahend[k] = minuend[k] - subtrahend[k];
}

void largest(const Lanes* x, std::size_t n, Lanes& magnitude) {
  static const auto chosen = by_width(largest_2, largest_4, largest_8);
  chosen(x, n, magnitude);
}

}  // namespace ohmimo::rram
