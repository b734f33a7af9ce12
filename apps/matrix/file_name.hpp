// Names of files as people type them: FILE, or FILE:NAME for what is inside.
#pragma once
#include <filesystem>
#include <string>

namespace ohmimo::matrix {

std::string ending_of(const std::filesystem::path& file);  // ".h5", in small letters

struct NameInFile {
  std::string file;
  std::string name;  // of an HDF5 dataset or a variable; empty = the only one
};

// A colon that is part of the file's own name stays there.
NameInFile split_name(const std::string& name);

// Throws std::invalid_argument unless it is a file of at most so many MB that can be read.
void require_readable(const std::string& file, double most_megabytes);

}  // namespace ohmimo::matrix
