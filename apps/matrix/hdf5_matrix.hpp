// Matrices in HDF5 files: real numbers of any width, or compounds of two members named r and i (h5py) or real and imag
// (MATLAB 7.3, Octave, Aerial), in the layouts of hdf5_layout.hpp.
#pragma once
#include <string>

#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/guarded_read.hpp"

namespace ohmimo::matrix {

// The format signature at byte 0, 512, 1024, 2048 ... (HDF5 file format 3.0, section II.A).
bool has_hdf5_signature(const std::string& file);

// Trusts the file as far as the HDF5 library does, so it must run under read_guarded. Throws std::invalid_argument.
FileMatrix read_hdf5(const MatrixSource& source);

bool write_hdf5(const FileMatrix& matrix, const std::string& file);  // dataset /x, double; false if it cannot

}  // namespace ohmimo::matrix
