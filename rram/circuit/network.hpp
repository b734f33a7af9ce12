// The programmed circuit as its amplifiers see it: one passive admittance matrix y between its terminals. From here on
// INV and MVM, all ways of making signed matrices, with wires or without, obey the same equations:
//   rows         y_uu u + y_uv v + y_uw w + y_ux x = 0        (currents into the row nodes)
//   op-amps      v = A(s) (v_os - u)        - r_out i_v
//   inverters    w = A_inv(s) (v_osi - p)   - r_out i_w,   p = (mean v + w) / 2
#pragma once
#include <armadillo>

#include "rram/circuit/circuit.hpp"
#include "rram/wires/wire_use.hpp"

namespace ohmimo::rram {

enum class CircuitKind { inverse, product };  // INV, MVM

// A = positive - negative - bias J + diagonal I in siemens.
struct SignedArrays {
  arma::mat positive_S = {};  // [n][m]
  arma::mat negative_S = {};  // [n][m], or empty
  bool paired = false;        // both cells of an element side by side in one array of 2 m columns; otherwise two arrays
  double bias_S = 0.0;        // INV: one amplifier inverts the mean of the outputs and feeds n bias_S into every row
  double diagonal_S = 0.0;    // INV: resistor from every output to its own row
};

struct Circuit {
  CircuitKind kind = CircuitKind::inverse;
  SignedArrays arrays;
  CircuitModel model;
};

struct Network {
  CircuitModel model;
  arma::uword n = 0;           // rows, op-amps, outputs v
  arma::uword n_inverter = 0;  // outputs w: -v (two arrays, pairs), -mean v (bias column)
  arma::uword n_input = 0;     // input voltages x: behind g_source (INV), at the columns (MVM; -x at the negative ones)
  arma::mat y = {};            // terminals u, v, w, x in this order; S
  WireUse wires = {};          // of its arrays
  arma::mat mean = {};         // [n_inverter][n] weights of v at the input of each inverter, rows add up to 1

  arma::uword n_output() const { return n + n_inverter; }
  arma::mat block(arma::uword row, arma::uword rows, arma::uword col, arma::uword cols) const {
    return y.submat(row, col, arma::size(rows, cols));
  }
  arma::mat rows_u() const { return block(0, n, 0, n); }                // S of every row
  arma::mat rows_output() const { return block(0, n, n, n_output()); }  // u x [v w]
  arma::mat rows_input() const { return block(0, n, n + n_output(), n_input); }
  arma::mat outputs_u() const { return block(n, n_output(), 0, n); }
  arma::mat outputs() const { return block(n, n_output(), n, n_output()); }
  arma::mat outputs_input() const { return block(n, n_output(), n + n_output(), n_input); }
};

// wire_accuracy: of each array by wire_array(); 0 = exact. Throws std::invalid_argument for arrays that do not fit each
// other or the kind, or an impossible model.
Network make_network(const Circuit& circuit, double wire_accuracy = 0.0);

// The same before anything is stamped: amplifiers and inputs are counted, y is empty. Throws as above.
Network empty_network(const Circuit& circuit);

void validate(const Circuit& circuit);  // throws as above

}  // namespace ohmimo::rram
