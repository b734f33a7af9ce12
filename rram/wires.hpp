// Wire resistance of a crossbar, seen from its terminals. Cell (i, j) joins a node of row wire i and a node of column
// wire j; every wire has one resistor per cell, the first one leading to its terminal (WireModel). Eliminating the inner
// nodes of the resistor network leaves the port admittance
//   [i_row]   [ y_rr   -g_eff ] [u_row]
//   [i_col] = [-g_eff^T  y_cc ] [v_col]     currents into the terminals, symmetric, no current for u = v = constant
// so every circuit equation holds with G replaced by g_eff and the row sums by y_rr.
#pragma once
#include <armadillo>

#include "rram/circuit.hpp"

namespace ohmimo::rram {

enum class WireMethod { exact, closed_form };

struct WiredArray {
  arma::mat g_eff;  // [n][m] S
  arma::mat y_rr;   // [n][n] S
  arma::mat y_cc;   // [m][m] S
  WireMethod method = WireMethod::exact;
  double error_bound = 0.0;  // of ||g_eff - exact||_F / ||g_eff||_F; 0 for exact, which errs by rounding only
};

// g_S [n][m], finite and >= 0, not empty; wires finite and >= 0 ohm: otherwise std::invalid_argument.

// Exact: the array is built row by row from the far end, keeping only the admittance at the column ends and the row
// terminals; no step subtracts large numbers, so entries keep their relative accuracy at any wire resistance.
WiredArray reduce_ports(const arma::mat& g_S, const WireModel& wire);

// Approximate, to second order in wire resistance times conductance:
//   g_eff_ij = G_ij / (1 + a_ij + b_ij),  a_ij = r_col sum_l (min(i,l)+1) G_lj,  b_ij = r_row sum_l (min(j,l)+1) G_il
//   y_rr = diag(row sums of g_eff),  y_cc = diag(column sums)
// error_bound is rigorous (closed_form_error_bound).
WiredArray closed_form(const arma::mat& g_S, const WireModel& wire);

// Entrywise bound [n][m] S of |closed form - exact| of g_eff. With D = diag(G), the voltage drop T along the wires and
// M = D^1/2 T D^1/2 >= 0, the exact entry is f^T (I + M)^-1 g, f and g = D^1/2 on row i and column j:
//   G - G(a+b) + p^T (I + M)^-1 q,  p = M f, q = M g,  and  |p^T (I + M)^-1 q - p^T q| <= sqrt(p^T M p  q^T M q)
// so the bound is |G s^2/(1+s) - p^T q| + sqrt(p^T M p  q^T M q) with s = a + b.
arma::mat closed_form_error_bound(const arma::mat& g_S, const WireModel& wire);

// The closed form where its bound is within accuracy (relative, Frobenius), otherwise exact; accuracy 0 = exact.
WiredArray wire_array(const arma::mat& g_S, const WireModel& wire, double accuracy);

}  // namespace ohmimo::rram
