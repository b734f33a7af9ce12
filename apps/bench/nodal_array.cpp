#include "apps/bench/nodal_array.hpp"

#include <vector>

namespace ohmimo::bench {
namespace {

// Non-zero entries of a matrix in the making; equal places add up.
struct Entries {
  std::vector<arma::uword> place;
  std::vector<double> value;

  void add(arma::uword row, arma::uword col, double amount) {
    place.insert(place.end(), {row, col});
    value.push_back(amount);
  }
  arma::sp_mat matrix(arma::uword rows, arma::uword cols) const {
    return arma::sp_mat(true, arma::umat(place.data(), 2, value.size()), arma::vec(value), rows, cols);
  }
};

}  // namespace

NodalArray nodal_array(const arma::mat& g_S, double r_row_ohm, double r_col_ohm) {
  const arma::uword n = g_S.n_rows, m = g_S.n_cols, cells = n * m;
  NodalArray array;
  array.ports.zeros(n + m);
  Entries inner, coupling;
  const auto join = [&inner](arma::uword a, arma::uword b, double g) {
    inner.add(a, a, g);
    inner.add(b, b, g);
    inner.add(a, b, -g);
    inner.add(b, a, -g);
  };
  const auto hang = [&](arma::uword node, arma::uword terminal, double g) {
    inner.add(node, node, g);
    coupling.add(node, terminal, -g);
    array.ports(terminal) += g;
  };
  for (arma::uword i = 0; i < n; ++i)
    for (arma::uword j = 0; j < m; ++j) {
      const arma::uword row_node = i * m + j, col_node = cells + i * m + j;
      join(row_node, col_node, g_S(i, j));
      if (j == 0)
        hang(row_node, i, 1.0 / r_row_ohm);
      else
        join(row_node - 1, row_node, 1.0 / r_row_ohm);
      if (i == 0)
        hang(col_node, n + j, 1.0 / r_col_ohm);
      else
        join(col_node - m, col_node, 1.0 / r_col_ohm);
    }
  array.inner = inner.matrix(2 * cells, 2 * cells);
  array.coupling = coupling.matrix(2 * cells, n + m);
  return array;
}

arma::mat port_admittance_spsolve(const NodalArray& array) {
  arma::mat inner_V;
  if (!arma::spsolve(inner_V, array.inner, arma::mat(array.coupling), "superlu")) return {};
  return arma::diagmat(array.ports) - arma::mat(array.coupling.t() * inner_V);
}

}  // namespace ohmimo::bench
