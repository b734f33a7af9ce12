// A wired crossbar by plain nodal analysis: every inner node is an unknown. The rival of the port reduction in the
// bench and its oracle in the tests; written apart from rram/ on purpose.
#pragma once
#include <armadillo>

namespace ohmimo::bench {

struct NodalArray {
  arma::sp_mat inner;     // [2 n m][2 n m] Laplacian of the inner nodes: row nodes by rows, then column nodes
  arma::sp_mat coupling;  // [2 n m][n + m] of inner nodes and terminals: rows, then columns
  arma::vec ports;        // [n + m] diagonal of the terminals
};

// g_S [n][m]; both wire resistances > 0 ohm.
NodalArray nodal_array(const arma::mat& g_S, double r_row_ohm, double r_col_ohm);

// ports - coupling^T inner^-1 coupling with SuperLU, all ports at once; [n + m][n + m] S. Empty if the solve fails.
arma::mat port_admittance_spsolve(const NodalArray& array);

}  // namespace ohmimo::bench
