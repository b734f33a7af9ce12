// Arrays in .npy files of numpy (format 1.0 to 3.0: numpy/lib/format.py): shape and numbers, no more.
#pragma once
#include <complex>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo::matrix {

struct NpyHeader {
  char order = '<';  // of the bytes: < or >, | where a number has but one
  std::string type;  // kind and bytes of a number, a complex one with both parts: f8, c16, i4, u1
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;  // from 1 to 32 axes
  std::uint64_t data_at = 0;

  bool is_complex() const { return type.front() == 'c'; }
  std::size_t item_bytes() const;
};

// Leaves the stream at the numbers. known: the types that the caller takes; rule: the same for people. Throws
// std::invalid_argument naming file, rule and value.
NpyHeader read_npy_header(std::ifstream& stream, const std::string& file, std::span<const std::string_view> known,
                          std::string_view rule);

// Throws std::invalid_argument unless the file ends after so many numbers.
void require_npy_size(const std::string& file, const NpyHeader& header, std::uint64_t n_number);

// The next numbers, as they follow each other in the file; the stream says whether there were any.
void read_npy_numbers(std::ifstream& stream, const NpyHeader& header, std::span<std::complex<double>> values);

// What a file of little-endian numbers begins with.
std::string npy_header(std::string_view type, bool fortran_order, std::span<const std::uint64_t> shape);

}  // namespace ohmimo::matrix
