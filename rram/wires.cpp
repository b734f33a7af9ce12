#include "rram/wires.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "rram/lanes.hpp"

namespace ohmimo::rram {
namespace {

constexpr std::size_t width = 8;  // rows are padded to it, and so many column ends are eliminated at a time

std::size_t padded(std::size_t count) {
  return (count + width - 1) / width * width;
}

// Row-major, zeros at first; rows padded and aligned.
class Rows {
 public:
  Rows(std::size_t n_row, std::size_t n_col) : stride_(padded(n_col)), pad_(n_row * stride_ / width) {}
  double* row(std::size_t i) { return pad_.data()->at + i * stride_; }
  const double* row(std::size_t i) const { return pad_.data()->at + i * stride_; }
  double& at(std::size_t i, std::size_t j) { return row(i)[j]; }

 private:
  struct alignas(64) Pad {
    double at[width];
  };
  std::size_t stride_;
  std::vector<Pad> pad_;
};

// The array from its far end up to some row: y over the ports (column ends 0..m-1, row terminals in the order added),
// upper triangle; what stands below is without meaning.
struct Stack {
  std::size_t m, n_port;
  Rows y;
  Rows pivot;  // [m][m, then ports], both padded

  Stack(std::size_t n, std::size_t columns)
      : m(columns), n_port(columns), y(m + n, m + n), pivot(padded(m), padded(m) + m + n) {}
};

double in_series(double a, double b) {
  return a * b / (a + b);
}

// All row wires, [m][n]. With left_j and right_j the conductances from node j to ground along either side of the wire
// (the cells grounded), node j has left_j + right_j to ground, and a voltage at node j + 1 shows at node j by the
// divider g / (g + G_j + left_j).
struct RowWires {
  double g_row;
  Rows impedance_ohm, divider, right_S;  // right includes the cell of the node

  RowWires(const arma::mat& g_S, double g_row_S)
      : g_row(g_row_S),
        impedance_ohm(g_S.n_cols, g_S.n_rows),
        divider(g_S.n_cols, g_S.n_rows),
        right_S(g_S.n_cols, g_S.n_rows) {}
};

OHMIMO_LANE_CLONES void fill(const arma::mat& g_S, RowWires& wires) {
  const std::size_t n = g_S.n_rows, m = g_S.n_cols;
  const double g_row = wires.g_row;
  for (std::size_t j = m; j-- > 0;) {
    const double* __restrict cell = g_S.colptr(j), * __restrict next = j + 1 < m ? wires.right_S.row(j + 1) : nullptr;
    double* __restrict right = wires.right_S.row(j);
    for (std::size_t i = 0; i < n; ++i) right[i] = cell[i];
    for (std::size_t i = 0; i < n && next != nullptr; ++i) right[i] += in_series(g_row, next[i]);
  }
  std::vector<double> left_S(n, g_row);
  for (std::size_t j = 0; j < m; ++j) {
    const double* __restrict cell = g_S.colptr(j), * __restrict right = wires.right_S.row(j);
    double* __restrict impedance = wires.impedance_ohm.row(j), * __restrict divider = wires.divider.row(j);
    double* __restrict left = left_S.data();
    for (std::size_t i = 0; i < n; ++i) {
      const double near = left[i], both = cell[i] + near;
      impedance[i] = 1.0 / (near + right[i]);
      divider[i] = g_row / (g_row + both);
      left[i] = in_series(g_row, both);
    }
  }
}

// Row i as seen from its terminal and the column ends: eliminates the nodes of the row wire. seen_k is the voltage at
// node j while column end k is at 1 V, j going from the far end to the terminal.
OHMIMO_LANE_CLONES void add_row(const arma::mat& g_S, std::size_t i, const RowWires& wires, Stack& stack) {
  const std::size_t m = stack.m, t = stack.n_port++;
  std::vector<double> node(m);
  double* __restrict seen = node.data();
  for (std::size_t j = m; j-- > 0;) {
    const double g = g_S(i, j), divider = wires.divider.row(j)[i];
    double* __restrict y = stack.y.row(j);
    for (std::size_t k = j + 1; k < m; ++k) {
      seen[k] *= divider;
      y[k] -= g * seen[k];
    }
    seen[j] = wires.impedance_ohm.row(j)[i] * g;
    y[j] += g * (1.0 - seen[j]);
  }
  for (std::size_t k = 0; k < m; ++k) stack.y.at(k, t) = -wires.g_row * seen[k];
  stack.y.at(t, t) = in_series(wires.g_row, wires.right_S.row(0)[i]);
}

void add_row_without_wire(const arma::mat& g_S, std::size_t i, Stack& stack) {
  const std::size_t t = stack.n_port++;
  for (std::size_t k = 0; k < stack.m; ++k) {
    stack.y.at(k, k) += g_S(i, k);
    stack.y.at(k, t) = -g_S(i, k);
    stack.y.at(t, t) += g_S(i, k);
  }
}

// target -= sum_d source_d[column] source_d, from that column (or up to width - 1 before it) to n.
[[gnu::always_inline]] inline void subtract_block(const double* const (&source)[width], std::size_t column,
                                                  std::size_t n, double* __restrict target) {
  const double f0 = source[0][column], f1 = source[1][column], f2 = source[2][column], f3 = source[3][column],
               f4 = source[4][column], f5 = source[5][column], f6 = source[6][column], f7 = source[7][column];
  const double* __restrict s0 = source[0], * __restrict s1 = source[1], * __restrict s2 = source[2], * __restrict s3 = source[3], * __restrict s4 = source[4], * __restrict s5 = source[5], * __restrict s6 = source[6], * __restrict s7 = source[7];
  for (std::size_t b = column / width * width; b < n; ++b)
    target[b] = (((((((target[b] - f0 * s0[b]) - f1 * s1[b]) - f2 * s2[b]) - f3 * s3[b]) - f4 * s4[b]) - f5 * s5[b]) -
                 f6 * s6[b]) -
                f7 * s7[b];
}

// One segment g_col in series with every column end: Y <- Y - Y_:c (Y_cc + g_col I)^-1 Y_c:, with the Cholesky factor
// U of the matrix in the middle as Y - W^T W, W = U^-T Y_c:.
OHMIMO_LANE_CLONES bool add_column_segments(double g_col, Stack& stack) {
  const std::size_t m = stack.m, ports = padded(stack.n_port), side = padded(m);
  for (std::size_t c = 0; c < m; ++c) {
    double* __restrict pivot = stack.pivot.row(c), * __restrict y = stack.y.row(c);
    for (std::size_t b = 0; b < c; ++b) y[b] = stack.y.at(b, c);
    for (std::size_t b = 0; b < m; ++b) pivot[b] = y[b];
    for (std::size_t b = 0; b < ports; ++b) pivot[side + b] = y[b];
    pivot[c] += g_col;
  }
  for (std::size_t first = 0; first < m; first += width) {
    const double* source[width];
    for (std::size_t d = first; d < first + width; ++d) {
      double* __restrict row = stack.pivot.row(d);
      source[d - first] = row;
      if (d >= m) continue;
      for (std::size_t e = first; e < d; ++e) {
        const double* __restrict above = source[e - first];
        const double factor = above[d];
        for (std::size_t b = first; b < side + ports; ++b) row[b] -= factor * above[b];
      }
      if (!(row[d] > 0.0)) return false;
      const double scale = 1.0 / std::sqrt(row[d]);
      for (std::size_t b = first; b < side + ports; ++b) row[b] *= scale;
    }
    for (std::size_t c = first + width; c < m; ++c) subtract_block(source, c, side + ports, stack.pivot.row(c));
    for (const double*& row : source) row += side;
    for (std::size_t a = 0; a < stack.n_port; ++a) subtract_block(source, a, ports, stack.y.row(a));
  }
  return true;
}

}  // namespace

void validate(const arma::mat& g_S, const WireModel& wire) {
  if (g_S.is_empty()) throw std::invalid_argument("array must have at least one cell");
  for (const double g : g_S)
    if (!(g >= 0.0) || !std::isfinite(g))
      throw std::invalid_argument(fmt::format("conductance must be >= 0 S and finite, got {}", g));
  for (const double r : {wire.r_row_ohm, wire.r_col_ohm})
    if (!(r >= 0.0) || !std::isfinite(r))
      throw std::invalid_argument(fmt::format("wire resistance must be >= 0 ohm and finite, got {}", r));
}

WiredArray reduce_ports(const arma::mat& g_S, const WireModel& wire) {
  validate(g_S, wire);
  const std::size_t n = g_S.n_rows, m = g_S.n_cols;
  Stack stack(n, m);
  RowWires wires(g_S, 1.0 / wire.r_row_ohm);
  if (wire.r_row_ohm > 0.0) fill(g_S, wires);
  for (std::size_t i = n; i-- > 0;) {
    if (wire.r_row_ohm > 0.0)
      add_row(g_S, i, wires, stack);
    else
      add_row_without_wire(g_S, i, stack);
    if (wire.r_col_ohm > 0.0 && !add_column_segments(1.0 / wire.r_col_ohm, stack))
      throw std::invalid_argument("conductances and wires are too far apart to reduce the array");
  }
  WiredArray array{arma::mat(n, m), arma::mat(n, n), arma::mat(m, m)};
  const auto port = [&](std::size_t row) { return m + n - 1 - row; };  // of a row terminal
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) array.g_eff(i, j) = -stack.y.at(j, port(i));
    for (std::size_t k = 0; k <= i; ++k) array.y_rr(i, k) = array.y_rr(k, i) = stack.y.at(port(i), port(k));
  }
  for (std::size_t j = 0; j < m; ++j)
    for (std::size_t k = 0; k <= j; ++k) array.y_cc(j, k) = array.y_cc(k, j) = stack.y.at(k, j);
  return array;
}

}  // namespace ohmimo::rram
