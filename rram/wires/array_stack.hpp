// The exact port reduction of a wired array (wires.hpp), row by row from the far end. Rows of numbers are padded to
// whole vectors and every sum has a fixed order, so the result is the same on every instruction set.
#pragma once
#include <armadillo>
#include <vector>

#include "rram/wires/wire_model.hpp"

namespace ohmimo::rram {

// StackRows are padded to a multiple of it, and so many column ends are eliminated at a time.
inline constexpr std::size_t vector_width = 8;

// vector_width neighbours of a row in one vector; the compiler splits it where registers are shorter.
typedef double PadVector __attribute__((vector_size(sizeof(double) * vector_width), may_alias));

inline std::size_t padded(std::size_t count) {
  return (count + vector_width - 1) / vector_width * vector_width;
}

struct alignas(64) Pad {
  double at[vector_width];
};

// Row-major, `stride` from row to row, rows padded and aligned.
struct StackRows {
  double* first = nullptr;
  std::size_t stride = 0;

  double* row(std::size_t i) const { return first + i * stride; }
  double& at(std::size_t i, std::size_t j) const { return row(i)[j]; }
  // j: a multiple of vector_width
  PadVector& vector(std::size_t i, std::size_t j) const { return *reinterpret_cast<PadVector*>(row(i) + j); }
};

// The array from its far end up to some row.
struct ArrayStack {
  std::size_t m, n_port;
  double g_row, g_col;
  // Admittance of the ports: column ends, padded with zeros, then row terminals in the order they were added. What
  // stands below the diagonal has no meaning.
  StackRows y;
  // All row wires, with the cells grounded: left_j and right_j are the conductances from node j to ground along either
  // side of the wire, right_j with the cell of node j. [m][n]:
  //   right_S         right_j
  //   impedance_ohm   1 / (left_j + right_j): of node j to ground
  //   divider         g / (g + G_j + left_j): voltage at node j per voltage at node j + 1
  StackRows impedance_ohm, divider, right_S;
  StackRows left_S;         // [1][n] left_j of the last node visited
  StackRows pivot, scaled;  // [m][ports], padded: see join_column_segments()
  std::vector<Pad> memory;  // of all these rows

  ArrayStack(const arma::mat& g_S, const WireModel& wire);
  ArrayStack(const ArrayStack&) = delete;
  ArrayStack& operator=(const ArrayStack&) = delete;
};

// g_S is the array that the stack was made for; r_row > 0.
void reduce_row_wires(const arma::mat& g_S, ArrayStack& stack);

// Adds row i to those of the stack: with its wire, after reduce_row_wires(), or without.
void add_row(const arma::mat& g_S, std::size_t i, ArrayStack& stack);
void add_row_without_wire(const arma::mat& g_S, std::size_t i, ArrayStack& stack);

// Puts one segment of wire in series with every column end; r_col > 0. False if conductances and wires differ by too
// many orders of magnitude.
bool add_column_segments(ArrayStack& stack);

}  // namespace ohmimo::rram
