// The one rule for variables that MATLAB and Octave store: which can be read as a matrix, and what is said of the
// others.
#pragma once
#include <string>

namespace ohmimo::matrix {

struct VariableKind {
  bool is_sparse = false;
  bool is_logical = false;
  bool is_range = false;   // start, end and step in place of numbers
  bool is_numeric = true;  // false: text, cells, structures, objects, functions
  int rank = 2;
};

// Why it cannot be read as a matrix; empty if it can.
std::string unfit(const VariableKind& kind);

// The end of a sentence that begins with the place of the variable.
std::string must_be_matrix(const VariableKind& kind);

}  // namespace ohmimo::matrix
