// A whole matrix written into the cells of one INV or MVM circuit.
#pragma once
#include <armadillo>

#include "rram/cells/programming.hpp"
#include "rram/inversion/tile_circuit.hpp"

namespace ohmimo::rram {

// How negative elements are made.
enum class SignScheme {
  bias,  // INV only: one array, a bias column and resistors on the diagonal (mapping.hpp)
  two,   // A = A+ - A- in two arrays
  pairs  // the same in one array, both cells of an element side by side
};

struct CircuitPlan {
  CircuitKind kind = CircuitKind::inverse;
  SignScheme signs = SignScheme::bias;
  TileSetting setting;
};

// Writes a, by rows, and gives its circuit: factor v is A^-1 x (inverse, a square) or A x (product). Where the bias
// column would need a negative conductance, two arrays are made instead. Throws std::invalid_argument for a matrix that
// is empty, not finite or all zeros, and for a product with a bias column.
TileDrawing program_circuit(const arma::mat& a, const CircuitPlan& plan, CellWriter& writer);

}  // namespace ohmimo::rram
