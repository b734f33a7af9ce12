// Every node voltage of a wired crossbar for one set of terminal voltages, by alternating exact solutions along all row
// wires (columns held) and all column wires (rows held): block Gauss-Seidel on a symmetric positive definite system, so
// it converges without damping.
#pragma once
#include "rram/wires/wires.hpp"

namespace ohmimo::rram {

struct ArrayTerminals {
  arma::vec row_V;  // [n]
  arma::vec col_V;  // [m]
};

struct RelaxedArray {
  arma::mat row_node_V;     // [n][m] the row side of every cell
  arma::mat col_node_V;     // [n][m] the column side
  arma::vec row_current_A;  // [n] into the array through the row terminals
  arma::vec col_current_A;  // [m]
  int sweeps = 0;
  bool converged = false;  // the last sweep moved no node by more than the tolerance
};

// g_S [n][m] as for wires.hpp. At most 10000 sweeps. Throws std::invalid_argument if the terminals do not fit the array
// or tolerance_V is not > 0.
RelaxedArray relax_array(const arma::mat& g_S, const WireModel& wire, const ArrayTerminals& terminals,
                         double tolerance_V);

// Power turned into heat in cells and wires, W.
double dissipated_W(const arma::mat& g_S, const WireModel& wire, const ArrayTerminals& terminals,
                    const RelaxedArray& array);

}  // namespace ohmimo::rram
