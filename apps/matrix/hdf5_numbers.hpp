// Numbers, texts and filters of HDF5 files, of which the library trusts what a damaged file says.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/hdf5_handle.hpp"

namespace ohmimo::matrix {

// A real number all of whose bits lie inside it.
bool is_number(hid_t type);

// Names of the members of a compound that stands for a complex number, {r, i} or {real, imag}; empty if it does not.
std::vector<std::string> complex_members(hid_t type);

// Compound of two numbers, H5T_NATIVE_DOUBLE or H5T_NATIVE_FLOAT, laid out as std::complex.
Hdf5Handle complex_type(const std::vector<std::string>& members, hid_t part);

// Into a matrix of the right size, in the order of the file; false if they cannot be read.
bool read_numbers(hid_t dataset, FileMatrix& matrix);

// Why the numbers cannot be taken from where the file says they are; empty if they can.
std::string unfit_storage(hid_t dataset);

// Why a dataset cannot hold the numbers that it announces, from what is stored of it in a file of so many bytes; empty
// if it can. To be asked before memory is taken for them. No filter of the library packs a byte of storage out of more
// than 1032 (deflate).
std::string unfit_size(hid_t dataset, std::uint64_t file_bytes);

// A filter of the dataset that the library does not have, for people; empty if it has all.
std::string missing_filter(hid_t dataset);

// The one text of an attribute or a dataset, of fixed or variable length; empty if there is none.
std::string attribute_text(hid_t object, const char* name);
std::string dataset_text(hid_t object, const char* name);

// The one number of an attribute; NaN if there is none.
double attribute_number(hid_t object, const char* name);

}  // namespace ohmimo::matrix
