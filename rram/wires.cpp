#include "rram/wires.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

extern "C" {
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);
void dtrsm_(const char* side, const char* uplo, const char* trans, const char* diag, const int* m, const int* n,
            const double* alpha, const double* a, const int* lda, double* b, const int* ldb);
void dsyrk_(const char* uplo, const char* trans, const int* n, const int* k, const double* alpha, const double* a,
            const int* lda, const double* beta, double* c, const int* ldc);
}

namespace ohmimo::rram {
namespace {

double in_series(double a, double b) {
  return a * b / (a + b);
}

// The array from its far end up to some row: y over the ports (column ends 0..m-1, row terminals in the order added),
// upper triangle, column-major with leading dimension m + n.
struct Stack {
  std::size_t m, lead;
  std::vector<double> y, factor, side;
  std::vector<double> z, left, right;  // of one row wire
  std::size_t n_port;

  Stack(std::size_t n, std::size_t columns)
      : m(columns),
        lead(m + n),
        y(lead * lead),
        factor(m * m),
        side(m * lead),
        z(m * m),
        left(m),
        right(m),
        n_port(m) {}
  double& at(std::size_t i, std::size_t j) { return y[j * lead + i]; }  // i <= j
};

// Row i as seen from its terminal and the column ends: eliminates the nodes of the row wire. With left_j and right_j
// the conductances from node j to ground along either side of the wire (the cells grounded), node j has left_j +
// right_j to ground, and a voltage at node j + 1 shows at node j by the divider g / (g + G_j + left_j).
void add_row(const arma::mat& g_S, std::size_t i, double g_row, Stack& stack) {
  const std::size_t m = stack.m;
  std::vector<double>&left = stack.left, &right = stack.right, &z = stack.z;
  left[0] = g_row;
  for (std::size_t j = 1; j < m; ++j) left[j] = in_series(g_row, g_S(i, j - 1) + left[j - 1]);
  right[m - 1] = g_S(i, m - 1);  // its own cell included
  for (std::size_t j = m - 1; j-- > 0;) right[j] = g_S(i, j) + in_series(g_row, right[j + 1]);
  for (std::size_t k = 0; k < m; ++k) {
    double impedance = 1.0 / (left[k] + right[k]);
    z[k * m + k] = impedance;
    for (std::size_t j = k; j-- > 0;) z[k * m + j] = impedance *= g_row / (g_row + g_S(i, j) + left[j]);
  }
  const std::size_t t = stack.n_port++;
  for (std::size_t k = 0; k < m; ++k) {
    for (std::size_t j = 0; j < k; ++j) stack.at(j, k) -= g_S(i, j) * z[k * m + j] * g_S(i, k);
    stack.at(k, k) += g_S(i, k) * (1.0 - z[k * m + k] * g_S(i, k));
    stack.at(k, t) = -g_row * z[k * m] * g_S(i, k);
  }
  stack.at(t, t) = in_series(g_row, right[0]);
}

void add_row_without_wire(const arma::mat& g_S, std::size_t i, Stack& stack) {
  const std::size_t t = stack.n_port++;
  for (std::size_t k = 0; k < stack.m; ++k) {
    stack.at(k, k) += g_S(i, k);
    stack.at(k, t) = -g_S(i, k);
    stack.at(t, t) += g_S(i, k);
  }
}

// One segment g_col in series with every column end: Y <- Y - Y_:c (Y_cc + g_col I)^-1 Y_c:, with the Cholesky factor
// U of the matrix in the middle as Y - W^T W, W = U^-T Y_c:.
void add_column_segments(double g_col, Stack& stack) {
  const int m = static_cast<int>(stack.m), lead = static_cast<int>(stack.lead), ports = static_cast<int>(stack.n_port);
  for (std::size_t j = 0; j < stack.n_port; ++j)
    for (std::size_t i = 0; i < stack.m; ++i) {
      const double value = i <= j ? stack.at(i, j) : stack.at(j, i);
      stack.side[j * stack.m + i] = value;
      if (j < stack.m) stack.factor[j * stack.m + i] = value + (i == j ? g_col : 0.0);
    }
  int info = 0;
  const double one = 1.0, minus_one = -1.0;
  dpotrf_("U", &m, stack.factor.data(), &m, &info);
  if (info != 0) throw std::invalid_argument("conductances and wires are too far apart to reduce the array");
  dtrsm_("L", "U", "T", "N", &m, &ports, &one, stack.factor.data(), &m, stack.side.data(), &m);
  dsyrk_("U", "T", &ports, &m, &minus_one, stack.side.data(), &m, &one, stack.y.data(), &lead);
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
  for (std::size_t i = n; i-- > 0;) {
    if (wire.r_row_ohm > 0.0)
      add_row(g_S, i, 1.0 / wire.r_row_ohm, stack);
    else
      add_row_without_wire(g_S, i, stack);
    if (wire.r_col_ohm > 0.0) add_column_segments(1.0 / wire.r_col_ohm, stack);
  }
  WiredArray array{arma::mat(n, m), arma::mat(n, n), arma::mat(m, m)};
  const auto port = [&](std::size_t row) { return m + n - 1 - row; };  // of a row terminal
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) array.g_eff(i, j) = -stack.at(j, port(i));
    for (std::size_t k = 0; k <= i; ++k) array.y_rr(i, k) = array.y_rr(k, i) = stack.at(port(i), port(k));
  }
  for (std::size_t j = 0; j < m; ++j)
    for (std::size_t k = 0; k <= j; ++k) array.y_cc(j, k) = array.y_cc(k, j) = stack.at(k, j);
  return array;
}

}  // namespace ohmimo::rram
