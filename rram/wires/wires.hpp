// Wire resistance of a crossbar, seen from its terminals. Cell (i, j) joins a node of row wire i and a node of column
// wire j; every wire has one resistor per cell, the first one leading to its terminal (WireModel). Eliminating the
// inner nodes of the resistor network leaves the port admittance
//   [i_row]   [ y_rr   -g_eff ] [u_row]
//   [i_col] = [-g_eff^T  y_cc ] [v_col]     currents into the terminals
// so every circuit equation holds with G replaced by g_eff and the row sums by y_rr. Rows of the whole add up to zero.
#pragma once
#include <armadillo>

#include "rram/wires/wire_model.hpp"

namespace ohmimo::rram {

enum class WireMethod { exact, closed_form };

struct WiredArray {
  arma::mat g_eff;  // [n][m] S
  arma::mat y_rr;   // [n][n] S
  arma::mat y_cc;   // [m][m] S
  WireMethod method = WireMethod::exact;
  double error_bound = 0.0;  // of ||g_eff - exact||_F / ||g_eff||_F; 0 for exact, which errs by rounding only
};

// Every function here wants g_S [n][m] finite, >= 0 and not empty, and wires finite and >= 0 ohm; otherwise
// std::invalid_argument naming rule and value.
void validate(const arma::mat& g_S, const WireModel& wire);

// Exact. The array is built row by row from the far end; only the admittance at the column ends and the row terminals
// is kept. No step subtracts large numbers, so entries keep their relative accuracy at any wire resistance.
WiredArray reduce_ports(const arma::mat& g_S, const WireModel& wire);

// Approximate:
//   g_eff_ij = G_ij / (1 + s_ij),  s_ij = r_col sum_l (min(i,l)+1) G_lj + r_row sum_l (min(j,l)+1) G_il
//   y_rr = diag(row sums of g_eff),  y_cc = diag(column sums)
// With D = diag(G), T the voltage lost along the wires per cell current, M = D^1/2 T D^1/2 >= 0 and f_i, g_j = D^1/2 on
// row i and on column j, the exact entry is f_i^T (I + M)^-1 g_j = G_ij (1 - s_ij) + f_i^T M (I + M)^-1 M g_j. As
// ||M|| <= max s, and the f_i do not overlap, nor do the g_j,
//   error_bound = (||G s^2/(1+s)||_F + (max s)^2 sqrt(max row sum of G  sum of G)) / ||g_eff||_F
WiredArray closed_form(const arma::mat& g_S, const WireModel& wire);

// A tighter bound, entrywise [n][m] S, for some hundred times the work: with p = M f_i, q = M g_j,
//   |error_ij| <= |G s^2/(1+s) - p^T q| + sqrt(p^T M p  q^T M q)
arma::mat closed_form_error_bound(const arma::mat& g_S, const WireModel& wire);

// The cheapest of these whose bound is within the accuracy (relative, Frobenius; 0 = exact): the closed form if its own
// bound is, or for large arrays the tighter one; otherwise the exact reduction.
WiredArray wire_array(const arma::mat& g_S, const WireModel& wire, double accuracy);

}  // namespace ohmimo::rram
