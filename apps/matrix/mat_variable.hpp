// Files and variables of libmatio that close themselves, and their numbers. Trusts the file as far as libmatio does, so
// that reading must run in a child (guarded_child.hpp).
#pragma once
#include <matio.h>

#include <memory>
#include <span>
#include <string>

#include "apps/matrix/variable_kind.hpp"

namespace ohmimo::matrix {

using MatFile = std::unique_ptr<mat_t, int (*)(mat_t*)>;
using MatVariable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

inline MatVariable owned(matvar_t* variable) {
  return {variable, Mat_VarFree};
}

// A MAT file of level 5 whose variables end where the file does. Throws std::invalid_argument.
MatFile open_mat(const std::string& file);

// version: MAT_FT_MAT5 or MAT_FT_MAT73. Without the time in its header; null if it cannot be made.
MatFile create_mat(const std::string& file, mat_ft version);

std::string name_of(const matvar_t& variable);  // damaged files hold variables without a name
VariableKind kind_of(const matvar_t& variable);

// Reads the numbers of a variable found by Mat_VarReadNextInfo, n_number of them. Throws std::invalid_argument,
// beginning with place, if the file does not hold as many.
void load_numbers(mat_t* file, matvar_t& variable, std::size_t n_number, const std::string& place);

// The loaded numbers, or their real or imaginary parts, in the order of the file, every stride-th place of out; false
// for what is no number.
enum class MatPart { real, imaginary };
template <class Number>
bool copy_numbers(const matvar_t& variable, MatPart part, std::span<Number> out, std::size_t stride = 1);

}  // namespace ohmimo::matrix
