// Files, matrices and messages shared by the tests of matrix files.
#pragma once
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>

#include "apps/matrix/csv_matrix.hpp"
#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/matrix_market.hpp"
#include "tests/temporary_folder.hpp"

namespace ohmimo::matrix_test {

namespace fs = std::filesystem;
using arma::cx_double;

inline void write_bytes(const std::string& file, const std::string& bytes) {
  fs::remove(file);  // ext4 waits for the disk when a file is emptied and written again
  std::ofstream(file, std::ios::binary) << bytes;
}

inline std::string read_bytes(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline bool same(const matrix::FileMatrix& a, const matrix::FileMatrix& b) {
  return a.is_complex == b.is_complex && arma::size(a.value) == arma::size(b.value) &&
         std::equal(a.value.begin(), a.value.end(), b.value.begin());
}

// [3][2], not square: rows and columns must not be mixed up. Magnitudes from the smallest normal double to the largest.
inline matrix::FileMatrix example(bool is_complex) {
  matrix::FileMatrix matrix{arma::cx_mat(3, 2), is_complex};
  matrix.value = {{{1.0, -2.5}, {1e-300, 0.1}}, {{-3.25, 0.0}, {1.0 / 3.0, 1e300}}, {{0.0, 7.0}, {-1e17, -1e-5}}};
  if (!is_complex) matrix.value.set_imag(arma::zeros(3, 2));
  return matrix;
}

template <class Number>
using Rows = std::initializer_list<std::initializer_list<Number>>;
inline matrix::FileMatrix real_rows(const Rows<double>& rows) {
  return {arma::conv_to<arma::cx_mat>::from(arma::mat(rows)), false};
}
inline matrix::FileMatrix complex_rows(const Rows<cx_double>& rows) {
  return {arma::cx_mat(rows), true};
}

// What read throws, or "loaded".
inline std::string complaint(const std::function<matrix::FileMatrix()>& read) {
  try {
    read();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "loaded";
}
inline std::string market_complaint(const std::string& text) {
  return complaint([&] { return matrix::parse_matrix_market(text, "a.mtx"); });
}
inline std::string csv_complaint(const std::string& text) {
  return complaint([&] { return matrix::parse_csv(text, "a.csv"); });
}
inline std::string file_complaint(const std::string& name) {
  return complaint([&] { return matrix::read_matrix(name); });
}
inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace ohmimo::matrix_test
