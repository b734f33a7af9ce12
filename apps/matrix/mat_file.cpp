#include "apps/matrix/mat_file.hpp"

#include <fmt/format.h>
#include <matio.h>

#include <array>
#include <span>
#include <stdexcept>
#include <utility>

#include "apps/matrix/mat_variable.hpp"
#include "apps/matrix/variable_kind.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

// The variable of that name, or the only full matrix; without its numbers.
MatVariable find_variable(mat_t* file, const MatrixSource& source) {
  const std::string name = source.name.starts_with('/') ? source.name.substr(1) : source.name;
  MatVariable found = owned(nullptr);
  std::string first, not_read;
  int n_found = 0;
  while (true) {
    MatVariable variable = owned(Mat_VarReadNextInfo(file));
    if (!variable) break;
    const std::string its_name = name_of(*variable);
    const VariableKind kind = kind_of(*variable);
    const bool fits = unfit(kind).empty();
    if (!fits && not_read.empty()) not_read = fmt::format("variable {} {}", in_quotes(its_name), must_be_matrix(kind));
    if (name.empty() ? !fits : name != its_name) continue;
    if (n_found++ == 0) first = its_name;
    found = std::move(variable);
  }
  if (n_found == 1) return found;
  if (!name.empty() && n_found == 0)
    throw std::invalid_argument(fmt::format("{} has no variable {}", in_quotes(source.file), in_quotes(name)));
  if (n_found == 0)
    throw std::invalid_argument(
        fmt::format("{} {}", in_quotes(source.file), not_read.empty() ? "must hold a matrix, got none" : not_read));
  throw std::invalid_argument(fmt::format("{} holds {} matrices: name one as {}", in_quotes(source.file), n_found,
                                          in_quotes(source.file + ":" + first)));
}

}  // namespace

FileMatrix read_mat(const MatrixSource& source) {
  const MatFile file = open_mat(source.file);
  const MatVariable variable = find_variable(file.get(), source);
  const std::string place = fmt::format("{} variable {}", in_quotes(source.file), in_quotes(name_of(*variable)));
  if (const VariableKind kind = kind_of(*variable); !unfit(kind).empty())
    throw std::invalid_argument(fmt::format("{} {}", place, must_be_matrix(kind)));
  require_matrix_size(place, variable->dims[0], variable->dims[1]);
  load_numbers(file.get(), *variable, variable->dims[0] * variable->dims[1], place);
  FileMatrix matrix;
  matrix.is_complex = variable->isComplex != 0;
  matrix.value.zeros(variable->dims[0], variable->dims[1]);
  const std::span<double> numbers(reinterpret_cast<double*>(matrix.value.memptr()), 2 * matrix.value.n_elem);
  if (!copy_numbers(*variable, MatPart::real, numbers, 2))
    throw std::invalid_argument(place + " must be a full numeric matrix of two dimensions");
  if (matrix.is_complex) copy_numbers(*variable, MatPart::imaginary, numbers.subspan(1), 2);
  return matrix;
}

bool write_mat(const FileMatrix& matrix, const std::string& name) {
  const MatFile file = create_mat(name, MAT_FT_MAT5);
  if (!file) return false;
  std::array<std::size_t, 2> size = {matrix.value.n_rows, matrix.value.n_cols};
  arma::mat re = arma::real(matrix.value), im = arma::imag(matrix.value);
  mat_complex_split_t parts = {re.memptr(), im.memptr()};
  void* data = matrix.is_complex ? static_cast<void*>(&parts) : re.memptr();
  const int flags = MAT_F_DONT_COPY_DATA | (matrix.is_complex ? MAT_F_COMPLEX : 0);
  const MatVariable variable = owned(Mat_VarCreate("x", MAT_C_DOUBLE, MAT_T_DOUBLE, 2, size.data(), data, flags));
  return variable && Mat_VarWrite(file.get(), variable.get(), MAT_COMPRESSION_NONE) == 0;
}

}  // namespace ohmimo::matrix
