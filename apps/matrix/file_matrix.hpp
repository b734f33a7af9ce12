// Matrices in files. The ending of the name tells the format: .mtx Matrix Market, .csv and .txt text, .npy numpy, .h5
// and .hdf5 HDF5, .mat MATLAB (version 5 to 7, and 7.3, which is HDF5).
#pragma once
#include <armadillo>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ohmimo::matrix {

// Which dimension comes first in an HDF5 file; some programs mark theirs (hdf5_layout.hpp), others do not.
enum class DimensionOrder { row_column, column_row };

struct FileMatrix {
  arma::cx_mat value;
  bool is_complex = false;           // false: the file's numbers are real, and value has no imaginary parts
  bool order_unmarked = false;       // the file does not say which dimension counts the rows
  std::vector<std::string> notes{};  // what was assumed or left out on reading, a sentence of one line each
};

// name: FILE, or FILE:NAME with the path of an HDF5 dataset or the name of a variable, which may be left out if the
// file holds one matrix only. Vectors of one dimension are columns. unmarked: how files are taken that do not say it.
// Throws std::invalid_argument naming file, place and rule for a file that is missing, damaged, in another format, too
// large or holds a number that is not finite; no file makes the program crash.
FileMatrix read_matrix(const std::string& name, DimensionOrder unmarked = DimensionOrder::row_column);

// Writes a temporary file beside the target and renames it. Complex numbers are a+bj in text and compounds {r, i} in
// HDF5; .txt has blanks between its numbers; the name inside HDF5 and MAT is x. Throws std::runtime_error naming the
// file.
void write_matrix(const FileMatrix& matrix, const std::filesystem::path& file);

// Throws std::invalid_argument if the ending is none of the above.
void require_matrix_ending(const std::filesystem::path& file);

// Throws std::invalid_argument, predicting the memory, unless the matrix has rows and columns and takes at most 1000 MB
// as complex numbers in double precision. place: what the sentence begins with.
void require_matrix_size(const std::string& place, std::uint64_t n_row, std::uint64_t n_col);

}  // namespace ohmimo::matrix
