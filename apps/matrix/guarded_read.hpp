// Reading binary files by libraries that trust them.
#pragma once
#include <functional>
#include <string>

#include "apps/matrix/file_matrix.hpp"

namespace ohmimo {

// FILE, and the dataset or variable in it; empty = the only one.
struct MatrixSource {
  std::string file;
  std::string name;
};

// What read() returns or throws, run in a child process with little CPU time and memory: HDF5 and matio end the process
// or never return on some damaged files, here it is the child that ends. Throws std::invalid_argument in every such
// case, std::runtime_error if there can be no child.
FileMatrix read_guarded(const std::string& file, const std::function<FileMatrix()>& read);

}  // namespace ohmimo
