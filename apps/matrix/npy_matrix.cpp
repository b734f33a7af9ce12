#include "apps/matrix/npy_matrix.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "apps/matrix/npy_array.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

constexpr std::array<std::string_view, 12> known = {"f4", "f8", "c8", "c16", "i1", "i2",
                                                    "i4", "i8", "u1", "u2",  "u4", "u8"};
constexpr std::string_view rule =
    "<f4, <f8, <c8, <c16 or whole numbers <i1 to <i8, <u1 to <u8 (> for the other byte order)";

// From 2^53 on not every whole number is a double.
void require_exact(const std::string& file, const arma::cx_mat& value) {
  constexpr double first_inexact = 9007199254740992.0;
  for (const arma::cx_double& number : value)
    if (!(std::abs(number.real()) < first_inexact))
      throw std::invalid_argument(
          fmt::format("{} must hold whole numbers between -2^53 and 2^53, got {}", in_quotes(file), number.real()));
}

}  // namespace

FileMatrix read_npy(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const NpyHeader header = read_npy_header(stream, file, known, rule);
  if (header.shape.size() > 2)
    throw std::invalid_argument(
        fmt::format("{} must have one or two axes, got {}", in_quotes(file), fmt::join(header.shape, " x ")));
  const std::uint64_t n_row = header.shape.front(), n_col = header.shape.size() > 1 ? header.shape[1] : 1;
  require_matrix_size(in_quotes(file), n_row, n_col);
  require_npy_size(file, header, n_row * n_col);
  FileMatrix matrix{arma::cx_mat(n_row, n_col), header.is_complex()};
  arma::cx_mat transposed;
  if (!header.fortran_order) transposed.set_size(n_col, n_row);
  arma::cx_mat& in_file = header.fortran_order ? matrix.value : transposed;
  read_npy_numbers(stream, header, {in_file.memptr(), in_file.n_elem});
  if (!stream) throw std::invalid_argument(fmt::format("{} cannot be read", in_quotes(file)));
  if (!header.fortran_order) matrix.value = transposed.st();
  if (header.type.front() == 'i' || header.type.front() == 'u') require_exact(file, matrix.value);
  return matrix;
}

bool write_npy(const FileMatrix& matrix, const std::string& file) {
  const std::array<std::uint64_t, 2> shape = {matrix.value.n_rows, matrix.value.n_cols};
  const arma::mat real = arma::real(matrix.value);
  const char* numbers = matrix.is_complex ? reinterpret_cast<const char*>(matrix.value.memptr())
                                          : reinterpret_cast<const char*>(real.memptr());
  std::ofstream stream(file, std::ios::binary);
  stream << npy_header(matrix.is_complex ? "c16" : "f8", true, shape);
  stream.write(numbers, static_cast<std::streamsize>((matrix.is_complex ? 16 : 8) * matrix.value.n_elem));
  return bool(stream.flush());
}

}  // namespace ohmimo::matrix
