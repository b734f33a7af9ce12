#include "apps/matrix/file_matrix.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "apps/matrix/csv_matrix.hpp"
#include "apps/matrix/file_name.hpp"
#include "apps/matrix/guarded_read.hpp"
#include "apps/matrix/hdf5_matrix.hpp"
#include "apps/matrix/mat_file.hpp"
#include "apps/matrix/matrix_market.hpp"
#include "apps/matrix/npy_matrix.hpp"
#include "apps/results/text_file.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

namespace fs = std::filesystem;

#ifndef OHMIMO_MOST_MEGABYTES  // the fuzz targets take less
#define OHMIMO_MOST_MEGABYTES 1000.0
#endif
constexpr double most_megabytes = OHMIMO_MOST_MEGABYTES;
constexpr std::array<std::string_view, 7> endings = {".mtx", ".csv", ".txt", ".npy", ".h5", ".hdf5", ".mat"};

std::string text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void require_finite(const FileMatrix& matrix, const std::string& name) {
  for (arma::uword j = 0; j < matrix.value.n_cols; ++j)
    for (arma::uword i = 0; i < matrix.value.n_rows; ++i)
      if (!std::isfinite(matrix.value(i, j).real()) || !std::isfinite(matrix.value(i, j).imag()))
        throw std::invalid_argument(fmt::format("{} row {} column {} must be finite, got {}", in_quotes(name), i + 1,
                                                j + 1, format_complex(matrix.value(i, j))));
}

FileMatrix read_any(const MatrixSource& source) {
  const std::string ending = ending_of(source.file);
  if (ending == ".mtx") return parse_matrix_market(text_of(source.file), source.file);
  if (ending == ".csv" || ending == ".txt") return parse_csv(text_of(source.file), source.file);
  if (ending == ".npy") return read_npy(source.file);
  const bool hdf5 = has_hdf5_signature(source.file);
  if (ending == ".mat" && !hdf5) return read_guarded(source.file, [&source] { return read_mat(source); });
  if (!hdf5)
    throw std::invalid_argument(fmt::format("{} is not an HDF5 file: it lacks the signature", in_quotes(source.file)));
  return read_guarded(source.file, [&source] { return read_hdf5(source); });
}

}  // namespace

void require_matrix_ending(const fs::path& file) {
  if (std::ranges::find(endings, ending_of(file)) == endings.end())
    throw std::invalid_argument(
        fmt::format("a matrix file must end in one of {}, got {}", fmt::join(endings, ", "), in_quotes(file.string())));
}

void require_matrix_size(const std::string& place, std::uint64_t n_row, std::uint64_t n_col) {
  if (n_row == 0 || n_col == 0)
    throw std::invalid_argument(
        fmt::format("{} must have at least one row and one column, got {}x{}", place, n_row, n_col));
  const double megabytes = 16e-6 * static_cast<double>(n_row) * static_cast<double>(n_col);
  if (!(megabytes <= most_megabytes))
    throw std::invalid_argument(fmt::format("{} must take at most {:.0f} MB of memory, {}x{} numbers take {:.0f} MB",
                                            place, most_megabytes, n_row, n_col, megabytes));
}

FileMatrix read_matrix(const std::string& name, DimensionOrder unmarked) {
  const NameInFile parts = split_name(name);
  const MatrixSource source = {parts.file, parts.name, unmarked};
  require_matrix_ending(source.file);
  require_readable(source.file, most_megabytes);
  FileMatrix matrix = read_any(source);
  require_finite(matrix, name);
  return matrix;
}

void write_matrix(const FileMatrix& matrix, const fs::path& file) {
  require_matrix_ending(file);
  const std::string ending = ending_of(file);
  if (ending == ".mtx") return write_text_file(file, format_matrix_market(matrix));
  if (ending == ".csv") return write_text_file(file, format_csv(matrix));
  if (ending == ".txt") return write_text_file(file, format_csv(matrix, ' '));
  fs::path part = file;
  part += ".part";
  std::error_code error;
  const bool written = ending == ".mat"   ? write_mat(matrix, part.string())
                       : ending == ".npy" ? write_npy(matrix, part.string())
                                          : write_hdf5(matrix, part.string());
  if (written) fs::rename(part, file, error);
  if (written && !error) return;
  fs::remove(part, error);
  throw std::runtime_error(fmt::format("cannot write {}", file.string()));
}

}  // namespace ohmimo::matrix
