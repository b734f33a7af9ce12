// Matrices as .npy of numpy.
#pragma once
#include <string>

#include "apps/matrix/file_matrix.hpp"

namespace ohmimo::matrix {

// float32, float64, complex64, complex128 and whole numbers of 1 to 8 bytes, of either byte order, in C or Fortran
// order; one axis is a column. Reads nothing that the file does not hold. Throws std::invalid_argument: also for
// objects, truth values, text, records and numbers of other sizes, and whole numbers that no double holds.
FileMatrix read_npy(const std::string& file);

// float64 or complex128 in Fortran order; false if it cannot be written.
bool write_npy(const FileMatrix& matrix, const std::string& file);

}  // namespace ohmimo::matrix
