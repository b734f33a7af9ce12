// Matrices from files that are read by libraries that trust them.
#pragma once
#include <functional>
#include <string>

#include "apps/matrix/file_matrix.hpp"

namespace ohmimo::matrix {

// FILE, and the dataset or variable in it; empty = the only one.
struct MatrixSource {
  std::string file;
  std::string name;
  DimensionOrder unmarked = DimensionOrder::row_column;  // of an HDF5 dataset that does not say it
};

// Runs read() in a child process (guarded_child.hpp) and gives what it returns or throws.
FileMatrix read_guarded(const std::string& file, const std::function<FileMatrix()>& read);

}  // namespace ohmimo::matrix
