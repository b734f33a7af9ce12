// Matrices in MATLAB files of version 5 to 7 (level 5 MAT-files, compressed or not), by libmatio.
#pragma once
#include <string>

#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/guarded_read.hpp"

namespace ohmimo::matrix {

// A full numeric variable of two dimensions. Trusts the file as far as libmatio does, so it must run under
// read_guarded. Throws std::invalid_argument.
FileMatrix read_mat(const MatrixSource& source);

bool write_mat(const FileMatrix& matrix, const std::string& file);  // variable x, double; false if it cannot

}  // namespace ohmimo::matrix
