#include "rram/wires/wires.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "rram/wires/array_stack.hpp"

namespace ohmimo::rram {

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
  ArrayStack stack(g_S, wire);
  if (wire.r_row_ohm > 0.0) reduce_row_wires(g_S, stack);
  for (std::size_t i = n; i-- > 0;) {
    if (wire.r_row_ohm > 0.0)
      add_row(g_S, i, stack);
    else
      add_row_without_wire(g_S, i, stack);
    if (!(wire.r_col_ohm > 0.0)) continue;
    if (!add_column_segments(stack))
      throw std::invalid_argument("conductances and wires are too far apart to reduce the array");
  }
  const std::size_t last = stack.n_port - 1;
  WiredArray array{arma::mat(n, m), arma::mat(n, n), arma::mat(m, m)};
  const auto port = [&](std::size_t row) { return last - row; };  // of a row terminal
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) array.g_eff(i, j) = -stack.y.at(j, port(i));
    for (std::size_t k = 0; k <= i; ++k) array.y_rr(i, k) = array.y_rr(k, i) = stack.y.at(port(i), port(k));
  }
  for (std::size_t j = 0; j < m; ++j)
    for (std::size_t k = 0; k <= j; ++k) array.y_cc(j, k) = array.y_cc(k, j) = stack.y.at(k, j);
  return array;
}

}  // namespace ohmimo::rram
