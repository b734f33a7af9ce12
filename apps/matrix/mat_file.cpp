#include "apps/matrix/mat_file.hpp"

#include <fmt/format.h>
#include <matio.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "apps/matrix/variable_kind.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

using MatFile = std::unique_ptr<mat_t, int (*)(mat_t*)>;
using MatVariable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

MatVariable owned(matvar_t* variable) {
  return {variable, Mat_VarFree};
}

std::uint32_t word_at(const std::array<unsigned char, 8>& bytes, std::size_t first, bool little_endian) {
  std::uint32_t word = 0;
  for (std::size_t k = 0; k < 4; ++k) word |= std::uint32_t{bytes[first + k]} << 8 * (little_endian ? k : 3 - k);
  return word;
}

// Header of 128 bytes, then elements: type, size, as many bytes (MAT-File Format, MathWorks, chapter "Level 5
// MAT-files"). libmatio takes the numbers that a shortened file lacks for zeros, so that the elements must end where
// the file does.
void require_whole(const std::string& file) {
  constexpr std::string_view signature = "MATLAB 5.0 MAT-file";
  constexpr std::uint32_t matrix = 14, compressed = 15;
  std::array<char, 128> header{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(header.data(), header.size());
  if (!stream || !std::string_view(header.data(), header.size()).starts_with(signature))
    throw std::invalid_argument(
        fmt::format("{} is not a MAT file of version 5 to 7.3: it lacks the signature", in_quotes(file)));
  const bool little_endian = header[126] == 'I';
  const std::uint64_t size = std::filesystem::file_size(file);
  std::array<unsigned char, 8> tag{};
  for (std::uint64_t at = header.size(); at < size; at += tag.size() + word_at(tag, 4, little_endian)) {
    stream.seekg(static_cast<std::streamoff>(at));
    stream.read(reinterpret_cast<char*>(tag.data()), tag.size());
    const std::uint32_t type = stream ? word_at(tag, 0, little_endian) : 0;
    if ((type != matrix && type != compressed) || word_at(tag, 4, little_endian) > size - at - tag.size())
      throw std::invalid_argument(
          fmt::format("{} is damaged or cut short: no whole variable begins at byte {}", in_quotes(file), at));
  }
}

std::string name_of(const matvar_t& variable) {  // damaged files hold variables without a name
  return variable.name == nullptr ? "" : variable.name;
}

VariableKind kind_of(const matvar_t& variable) {
  return {.is_sparse = variable.class_type == MAT_C_SPARSE,
          .is_logical = variable.isLogical != 0,
          .is_numeric = variable.class_type >= MAT_C_DOUBLE && variable.class_type <= MAT_C_UINT64,
          .rank = variable.dims == nullptr ? 0 : variable.rank};
}

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
  throw std::invalid_argument(
      fmt::format("{} holds {} matrices: name one as {}:{}", in_quotes(source.file), n_found, source.file, first));
}

template <class Number>
arma::mat as_double(const void* data, const matvar_t& variable) {
  arma::mat out(variable.dims[0], variable.dims[1]);
  const Number* number = static_cast<const Number*>(data);
  for (arma::uword k = 0; k < out.n_elem; ++k) out[k] = static_cast<double>(number[k]);
  return out;
}

arma::mat numbers(const void* data, const matvar_t& variable) {
  switch (variable.data_type) {
    case MAT_T_DOUBLE:
      return as_double<double>(data, variable);
    case MAT_T_SINGLE:
      return as_double<float>(data, variable);
    case MAT_T_INT8:
      return as_double<std::int8_t>(data, variable);
    case MAT_T_UINT8:
      return as_double<std::uint8_t>(data, variable);
    case MAT_T_INT16:
      return as_double<std::int16_t>(data, variable);
    case MAT_T_UINT16:
      return as_double<std::uint16_t>(data, variable);
    case MAT_T_INT32:
      return as_double<std::int32_t>(data, variable);
    case MAT_T_UINT32:
      return as_double<std::uint32_t>(data, variable);
    case MAT_T_INT64:
      return as_double<std::int64_t>(data, variable);
    case MAT_T_UINT64:
      return as_double<std::uint64_t>(data, variable);
    default:
      return {};
  }
}

}  // namespace

FileMatrix read_mat(const MatrixSource& source) {
  require_whole(source.file);
  const MatFile file(Mat_Open(source.file.c_str(), MAT_ACC_RDONLY), Mat_Close);
  if (!file || Mat_GetVersion(file.get()) != MAT_FT_MAT5)
    throw std::invalid_argument(fmt::format("{} is damaged: its header cannot be read", in_quotes(source.file)));
  const MatVariable variable = find_variable(file.get(), source);
  const std::string place = fmt::format("{} variable {}", in_quotes(source.file), in_quotes(name_of(*variable)));
  if (const VariableKind kind = kind_of(*variable); !unfit(kind).empty())
    throw std::invalid_argument(fmt::format("{} {}", place, must_be_matrix(kind)));
  require_matrix_size(place, variable->dims[0], variable->dims[1]);
  const std::size_t n_number = variable->dims[0] * variable->dims[1];
  const bool read = Mat_VarReadDataAll(file.get(), variable.get()) == 0 && variable->data != nullptr;
  if (!read || variable->nbytes != n_number * static_cast<std::size_t>(variable->data_size))
    throw std::invalid_argument(place + " is damaged: its numbers cannot be read");
  FileMatrix matrix;
  matrix.is_complex = variable->isComplex != 0;
  matrix.value.zeros(variable->dims[0], variable->dims[1]);
  const auto* parts = static_cast<const mat_complex_split_t*>(variable->data);
  const arma::mat re = numbers(matrix.is_complex ? parts->Re : variable->data, *variable);
  if (re.empty()) throw std::invalid_argument(place + " must be a full numeric matrix of two dimensions");
  matrix.value.set_real(re);
  if (matrix.is_complex) matrix.value.set_imag(numbers(parts->Im, *variable));
  return matrix;
}

bool write_mat(const FileMatrix& matrix, const std::string& name) {
  // The library's own header text carries the time.
  const MatFile file(Mat_CreateVer(name.c_str(), "MATLAB 5.0 MAT-file, written by ohmimo", MAT_FT_MAT5), Mat_Close);
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
