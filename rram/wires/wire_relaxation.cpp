#include "rram/wires/wire_relaxation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace ohmimo::rram {
namespace {

// One wire with nodes 0..n-1 from its terminal and cells of conductance g(k) to voltages far(k). Overwrites node and
// returns the largest change.
//   (g_wire + g_k + [k < n-1] g_wire) V_k - g_wire V_k-1 - g_wire V_k+1 = g_k far_k,  V_-1 = terminal
struct WireSolver {
  double g_wire;
  std::vector<double> diagonal, right;

  template <typename Cells, typename Far, typename Node>
  double solve(const Cells& g, const Far& far, double terminal_V, Node&& node) {
    const std::size_t n = g.n_elem;
    diagonal.resize(n);
    right.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
      diagonal[k] = g_wire + g(k) + (k + 1 < n ? g_wire : 0.0);
      right[k] = g(k) * far(k) + (k == 0 ? g_wire * terminal_V : 0.0);
      if (k == 0) continue;
      const double factor = g_wire / diagonal[k - 1];
      diagonal[k] -= factor * g_wire;
      right[k] += factor * right[k - 1];
    }
    double next = 0.0, change = 0.0;
    for (std::size_t k = n; k-- > 0;) {
      next = (right[k] + (k + 1 < n ? g_wire * next : 0.0)) / diagonal[k];
      change = std::max(change, std::abs(next - node(k)));
      node(k) = next;
    }
    return change;
  }
};

// Heat in the segments of one wire.
template <typename Node>
double wire_heat_W(const Node& node, double terminal_V, double r_ohm) {
  double heat = 0.0, before = terminal_V;
  for (std::size_t k = 0; k < node.n_elem && r_ohm > 0.0; ++k) {
    heat += (before - node(k)) * (before - node(k)) / r_ohm;
    before = node(k);
  }
  return heat;
}

}  // namespace

RelaxedArray relax_array(const arma::mat& g_S, const WireModel& wire, const ArrayTerminals& terminals,
                         double tolerance_V) {
  validate(g_S, wire);
  const arma::uword n = g_S.n_rows, m = g_S.n_cols;
  if (terminals.row_V.n_elem != n || terminals.col_V.n_elem != m)
    throw std::invalid_argument(fmt::format("terminals must be {} rows and {} columns, got {} and {}", n, m,
                                            terminals.row_V.n_elem, terminals.col_V.n_elem));
  if (!(tolerance_V > 0.0)) throw std::invalid_argument(fmt::format("tolerance must be > 0 V, got {}", tolerance_V));
  RelaxedArray array{arma::repmat(terminals.row_V, 1, m), arma::repmat(terminals.col_V.t(), n, 1), {}, {}};
  WireSolver row{1.0 / wire.r_row_ohm, {}, {}}, col{1.0 / wire.r_col_ohm, {}, {}};
  while (!array.converged && array.sweeps < 10000) {
    double change = 0.0;
    for (arma::uword i = 0; i < n && wire.r_row_ohm > 0.0; ++i)
      change =
          std::max(change, row.solve(g_S.row(i), array.col_node_V.row(i), terminals.row_V(i), array.row_node_V.row(i)));
    for (arma::uword j = 0; j < m && wire.r_col_ohm > 0.0; ++j)
      change =
          std::max(change, col.solve(g_S.col(j), array.row_node_V.col(j), terminals.col_V(j), array.col_node_V.col(j)));
    ++array.sweeps;
    array.converged = change <= tolerance_V;
  }
  const arma::mat cell_A = g_S % (array.col_node_V - array.row_node_V);
  array.row_current_A = -arma::sum(cell_A, 1);
  array.col_current_A = arma::sum(cell_A, 0).t();
  return array;
}

double dissipated_W(const arma::mat& g_S, const WireModel& wire, const ArrayTerminals& terminals,
                    const RelaxedArray& array) {
  double heat = arma::accu(g_S % arma::square(array.col_node_V - array.row_node_V));
  for (arma::uword i = 0; i < g_S.n_rows; ++i)
    heat += wire_heat_W(array.row_node_V.row(i), terminals.row_V(i), wire.r_row_ohm);
  for (arma::uword j = 0; j < g_S.n_cols; ++j)
    heat += wire_heat_W(array.col_node_V.col(j), terminals.col_V(j), wire.r_col_ohm);
  return heat;
}

}  // namespace ohmimo::rram
