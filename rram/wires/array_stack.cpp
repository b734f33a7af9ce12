#include "rram/wires/array_stack.hpp"

#include <algorithm>
#include <cmath>

#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {
namespace {

double in_series(double a, double b) {
  return a * b / (a + b);
}

constexpr PadVector unit[vector_width] = {{1},
                                          {0, 1},
                                          {0, 0, 1},
                                          {0, 0, 0, 1},
                                          {0, 0, 0, 0, 1},
                                          {0, 0, 0, 0, 0, 1},
                                          {0, 0, 0, 0, 0, 0, 1},
                                          {0, 0, 0, 0, 0, 0, 0, 1}};

// Gaussian elimination in a symmetric block; what stands below its diagonal has no meaning. pivot_inverse: 1 / pivot of
// every row. False if the block is not positive definite.
[[gnu::always_inline]] inline bool eliminate(PadVector (&row)[vector_width], double (&pivot_inverse)[vector_width]) {
#pragma GCC unroll 8
  for (std::size_t d = 0; d < vector_width; ++d) {
    if (!(row[d][d] > 0.0)) return false;
    pivot_inverse[d] = 1.0 / row[d][d];
#pragma GCC unroll 8
    for (std::size_t e = d + 1; e < vector_width; ++e) row[e] -= (row[d][e] * row[d]) * pivot_inverse[d];
  }
  return true;
}

// target_a -= sum_d factor_d[a] source_d for n_row rows a, one vector wide. Rows of all three are `stride` apart.
struct Update {
  const double* factor;  // [vector_width] rows
  const double* source;  // [vector_width] rows
  double* target;        // [n_row] rows
  std::size_t stride, n_row;
};

[[gnu::always_inline]] inline void subtract(const Update& update) {
  const std::size_t stride = update.stride;
  double source[vector_width][vector_width];
  for (std::size_t d = 0; d < vector_width; ++d)
    for (std::size_t l = 0; l < vector_width; ++l) source[d][l] = update.source[d * stride + l];
  const double* factor = update.factor;
  double* __restrict row = update.target;
  for (std::size_t a = 0; a < update.n_row; ++a, ++factor, row += stride) {
    const double f0 = factor[0], f1 = factor[stride], f2 = factor[2 * stride], f3 = factor[3 * stride],
                 f4 = factor[4 * stride], f5 = factor[5 * stride], f6 = factor[6 * stride], f7 = factor[7 * stride];
#pragma GCC unroll 1
    for (std::size_t l = 0; l < vector_width; ++l)
      row[l] = (((((((row[l] - f0 * source[0][l]) - f1 * source[1][l]) - f2 * source[2][l]) - f3 * source[3][l]) -
                  f4 * source[4][l]) -
                 f5 * source[5][l]) -
                f6 * source[6][l]) -
               f7 * source[7][l];
  }
}

[[gnu::always_inline]] inline void fold_row_wires(const arma::mat& g_S, ArrayStack& stack) {
  const std::size_t n = g_S.n_rows, m = g_S.n_cols;
  const double g_row = stack.g_row;
  for (std::size_t j = m; j-- > 0;) {
    const double* __restrict cell = g_S.colptr(j), * __restrict next = j + 1 < m ? stack.right_S.row(j + 1) : nullptr;
    double* __restrict right = stack.right_S.row(j);
    for (std::size_t i = 0; i < n; ++i) right[i] = cell[i];
    for (std::size_t i = 0; i < n && next != nullptr; ++i) right[i] += in_series(g_row, next[i]);
  }
  for (std::size_t j = 0; j < m; ++j) {
    const double* __restrict cell = g_S.colptr(j), * __restrict right = stack.right_S.row(j);
    double* __restrict impedance = stack.impedance_ohm.row(j), * __restrict divider = stack.divider.row(j);
    double* __restrict left = stack.left_S.first;
    for (std::size_t i = 0; i < n; ++i) {
      const double near = j == 0 ? g_row : left[i], both = cell[i] + near;
      impedance[i] = 1.0 / (near + right[i]);
      divider[i] = g_row / (g_row + both);
      left[i] = in_series(g_row, both);
    }
  }
}

// Adds row i as its terminal and the column ends see it: the nodes of the row wire are eliminated. j goes from the far
// end to the terminal; seen_k is the voltage at node j while column end k is at 1 V.
[[gnu::always_inline]] inline void stack_row(const arma::mat& g_S, std::size_t i, ArrayStack& stack) {
  const std::size_t m = stack.m, t = stack.n_port++;
  for (std::size_t first = 0; first < m; first += vector_width) {
    PadVector seen{};
    for (std::size_t j = std::min(m, first + vector_width); j-- > 0;) {
      const double g = g_S(i, j);
      seen *= stack.divider.row(j)[i];
      if (j >= first) {
        const PadVector own = unit[j - first];  // 1 where k = j
        seen += own * (stack.impedance_ohm.row(j)[i] * g);
        stack.y.vector(j, first) += g * (own - seen);
      } else
        stack.y.vector(j, first) -= g * seen;
    }
    for (std::size_t k = first; k < std::min(m, first + vector_width); ++k)
      stack.y.at(k, t) = -stack.g_row * seen[k - first];
  }
  stack.y.at(t, t) = in_series(stack.g_row, stack.right_S.row(0)[i]);
}

// Puts one segment g_col in series with every column end: Y <- Y - Y_:c (Y_cc + g_col I)^-1 Y_c:. Elimination with
// M = Y_cc + g_col I turns the rows Y_c: into those of pivot. Right of the diagonal these are also the upper factor U
// of M, as g_col is on the diagonal only; U_dd = g_col + pivot_dd, and scaled_d = pivot_d / U_dd.
[[gnu::always_inline]] inline bool join_column_segments(ArrayStack& stack) {
  const std::size_t m = stack.m, ports = padded(stack.n_port), side = padded(m), stride = stack.y.stride;
  for (std::size_t c = 0; c < m; ++c) {
    double *pivot = stack.pivot.row(c), *above = stack.y.row(0) + c;
    for (std::size_t b = c / vector_width * vector_width; b < ports; b += vector_width)
      stack.pivot.vector(c, b) = stack.y.vector(c, b);
    for (std::size_t b = 0; b < c; ++b, above += stride) pivot[b] = *above;
  }
  for (std::size_t first = 0; first < side; first += vector_width) {
    double *pivot = stack.pivot.row(first), *scaled = stack.scaled.row(first);
    PadVector block[vector_width];
    double pivot_inverse[vector_width], factor[vector_width][vector_width];
    for (std::size_t d = 0; d < vector_width; ++d)
      block[d] = stack.pivot.vector(first + d, first) + stack.g_col * unit[d];
    if (!eliminate(block, pivot_inverse)) return false;
    for (std::size_t d = 0; d < vector_width; ++d)
      for (std::size_t e = 0; e < d; ++e) factor[d][e] = block[e][d] * pivot_inverse[e];
    for (std::size_t b = 0; b < ports; b += vector_width) {
      PadVector row[vector_width];
#pragma GCC unroll 8
      for (std::size_t d = 0; d < vector_width; ++d) {
        row[d] = *reinterpret_cast<PadVector*>(pivot + d * stride + b);
#pragma GCC unroll 8
        for (std::size_t e = 0; e < d; ++e) row[d] -= factor[d][e] * row[e];
        *reinterpret_cast<PadVector*>(pivot + d * stride + b) = row[d];
        *reinterpret_cast<PadVector*>(scaled + d * stride + b) = row[d] * pivot_inverse[d];
      }
    }
    const std::size_t next = first + vector_width;
    for (std::size_t b = 0; b < ports && next < m; b += vector_width)
      subtract({scaled + next, pivot + b, stack.pivot.row(next) + b, stride, m - next});
  }
  for (std::size_t first = 0; first < side; first += vector_width)
    for (std::size_t b = 0; b < ports; b += vector_width)
      subtract({stack.scaled.row(first), stack.pivot.row(first) + b, stack.y.row(0) + b, stride,
                std::min(stack.n_port, b + vector_width)});
  return true;
}

}  // namespace

ArrayStack::ArrayStack(const arma::mat& g_S, const WireModel& wire)
    : m(g_S.n_cols), n_port(padded(m)), g_row(1.0 / wire.r_row_ohm), g_col(1.0 / wire.r_col_ohm) {
  const std::size_t n = g_S.n_rows, side = padded(m), rows = padded(n), ports = side + rows;
  memory.resize(((side + n) * ports + (3 * m + 1) * rows + 2 * side * ports) / vector_width);
  double* next = memory.data()->at;
  const auto take = [&next](std::size_t count, std::size_t stride) {
    const StackRows taken{next, stride};
    next += count * stride;
    return taken;
  };
  y = take(side + n, ports);
  for (StackRows* wires : {&impedance_ohm, &divider, &right_S}) *wires = take(m, rows);
  left_S = take(1, rows);
  for (StackRows* rows_of_pivots : {&pivot, &scaled}) *rows_of_pivots = take(side, ports);
}

void reduce_row_wires(const arma::mat& g_S, ArrayStack& stack) {
  simd::run_by_isa<fold_row_wires>(g_S, stack);
}

void add_row(const arma::mat& g_S, std::size_t i, ArrayStack& stack) {
  simd::run_by_isa<stack_row>(g_S, i, stack);
}

void add_row_without_wire(const arma::mat& g_S, std::size_t i, ArrayStack& stack) {
  const std::size_t t = stack.n_port++;
  for (std::size_t k = 0; k < stack.m; ++k) {
    stack.y.at(k, k) += g_S(i, k);
    stack.y.at(k, t) = -g_S(i, k);
    stack.y.at(t, t) += g_S(i, k);
  }
}

bool add_column_segments(ArrayStack& stack) {
  return simd::run_by_isa<join_column_segments>(stack);
}

}  // namespace ohmimo::rram
